import { dumpFailed } from '../errors.ts';
import { databaseArgument } from '../database-argument.ts';
import { databasePart, fileOfPart, ROLES_PART } from '../part-names.ts';
import { toolEnvironment, type Server } from '../server.ts';
import { LOCK_WAIT_MS, type OpenDatabase, type OpenDatabases } from './open-databases.ts';
import { entryDatabase } from './list-databases.ts';
import type { TransferPart } from '../../driver.ts';

type CommandSource = Extract<TransferPart['source'], { kind: 'command' }>;

/** A program that dumps, and the server that it is to dump. */
export interface DumpProgram {
  readonly path: string;
  readonly server: Server;
  readonly open: OpenDatabases;
}

/**
 * One database as of its held moment, large objects with it. Not compressed, so that what did not change since the last dump
 * is found in the vault again; in the database's own encoding, so that what it holds against its encoding comes out as well.
 */
export function databaseDump({ path, server, open }: DumpProgram, database: OpenDatabase): CommandSource {
  const { name, encoding } = database.settings;
  return command({ path, server, open }, fileOfPart(databasePart(name)), [
    ...['--format=custom', '--compress=0', `--encoding=${encoding}`],
    ...[`--snapshot=${database.snapshotId}`, `--lock-wait-timeout=${LOCK_WAIT_MS}`],
    databaseArgument(name),
  ]);
}

/** All roles of the server with their settings and memberships, as statements; with their passwords where those may be read. */
export function rolesDump(program: DumpProgram): CommandSource {
  const { facts } = program.open;
  return command(program, fileOfPart(ROLES_PART), [
    '--roles-only',
    ...(facts.readsPasswords ? [] : ['--no-role-passwords']),
    databaseArgument(entryDatabase(program.server.config)).replace('--dbname', '--database'),
  ]);
}

function command({ path, server, open }: DumpProgram, fileName: string, argv: readonly string[]): CommandSource {
  const environment = toolEnvironment({ ...server, major: open.server.major });
  const { PGOPTIONS = '' } = environment;
  return {
    kind: 'command',
    fileName,
    argv: [path, '--no-password', ...argv],
    environment: {
      ...environment,
      // A program that is killed cannot say so: without this its session would wait on, for a lock or a slow statement.
      ...(open.noticesGoneClients && { PGOPTIONS: `${PGOPTIONS} -c client_connection_check_interval=1000` }),
    },
    explain: (said) => dumpFailed(said, server),
  };
}
