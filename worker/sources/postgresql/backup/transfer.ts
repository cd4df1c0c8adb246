import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../../attempt/run.ts';
import { writeDurably } from '../../../process/durable-file.ts';
import type { WorkerSettings } from '../../../worker.ts';
import type { Transfer, TransferPart } from '../../driver.ts';
import { databasePart, fileOfPart, ROLES_PART, SETTINGS_PART } from '../part-names.ts';
import type { Server } from '../server.ts';
import type { SettingsPart } from '../settings-part.ts';
import { findTool } from '../tools.ts';
import { bytesOf, contentsOf } from './contents.ts';
import type { OpenDatabases } from './open-databases.ts';
import { databaseDump, rolesDump } from './programs.ts';
import { warningsOf } from './warnings.ts';

export interface DatabasesToTransfer {
  readonly server: Server;
  readonly settings: Pick<WorkerSettings, 'postgresqlFolders'>;
  readonly open: OpenDatabases;
  readonly run: Pick<Run, 'directory'>;
}

/**
 * A point of databases: the server's roles, what dumps do not hold, then a dump of each database.
 * @throws HoldfastError TOOL_MISSING
 */
export async function describeTransfer({ server, settings, open, run }: DatabasesToTransfer): Promise<Transfer> {
  const folders = settings.postgresqlFolders;
  const { major } = open.server;
  const roles = { server, open, path: await findTool(folders, 'pg_dumpall', major) };
  const dump = { server, open, path: await findTool(folders, 'pg_dump', major) };
  return {
    parts: [
      { name: ROLES_PART, kind: 'ROLES', source: rolesDump(roles) },
      await settingsPart(open, run.directory),
      ...open.databases.map((database): TransferPart => ({
        name: databasePart(database.settings.name),
        kind: 'DUMP',
        source: databaseDump(dump, database),
        expectedBytes: bytesOf(database.settings),
      })),
    ],
    warnings: warningsOf(open),
    contents: contentsOf(open.databases.map((database) => database.settings)),
  };
}

/** As a file beside the journals, until the databases are let go of: people keep keys of their programs in such settings. */
async function settingsPart(open: OpenDatabases, directory: string): Promise<TransferPart> {
  const document: SettingsPart = {
    version: 1,
    server: open.server,
    databases: open.databases.map((database) => database.settings),
  };
  const name = fileOfPart(SETTINGS_PART);
  const file = join(directory, name);
  open.atClose(() => rm(file, { force: true }));
  await writeDurably(file, JSON.stringify(document, null, 1));
  return {
    name: SETTINGS_PART,
    kind: 'SETTINGS',
    source: { kind: 'paths', cwd: directory, paths: [name], excludes: [] },
  };
}
