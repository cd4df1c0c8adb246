import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endServer } from '@holdfast/db/store/ending';
import { commandAs, SERVICE_ENVIRONMENT, run as runCommand } from '@holdfast/db/store/command';
import { readPostmasterFile } from '@holdfast/db/store/postmaster-file';
import { processRef } from '@holdfast/db/store/process-table';
import { freePort } from '@holdfast/db/store/port';
import { clusterName, settingArguments, type Settings } from '@holdfast/db/store/settings';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { markerVariable } from '../../../vault/spawn.ts';
import type { Server } from '../server.ts';
import type { ServerPrograms } from './programs.ts';
import type { ServerPlace } from './server-place.ts';

/** A server of a drill's own. Disposed of, it has ended with all its children. */
export interface ScratchServer extends AsyncDisposable {
  readonly server: Server;
  /** What it failed of, with its last words, where an error comes of that and not of what was restored; else the error itself. */
  explain(error: unknown): Promise<unknown>;
}

export interface ScratchServerStart {
  readonly place: ServerPlace;
  readonly programs: ServerPrograms;
  readonly signal: AbortSignal;
  /** For its environment, so that what is left of it can be found. */
  readonly marker: string;
}

const HOST = '127.0.0.1';
const SUPERUSER = 'postgres';
/** Whom a person's queries are asked as. Its name is of this process alone, so that no restored role can bear it. */
export const READER = `holdfast_drill_${randomBytes(6).toString('hex')}`;
const LONGEST_START_MS = 60_000;
/** A port that was free a moment ago may be someone else's now. */
const TRIES = 3;

/**
 * Makes and starts a server for one drill: reachable from this machine alone, by us alone, with a password that nobody is told, and ended
 * by the kernel when this process dies. The roles that a point brings along, superusers among them, may not log in.
 * @throws HoldfastError DRILL_SERVER_FAILED with its last words; the signal's reason
 */
export async function startScratchServer(start: ScratchServerStart): Promise<ScratchServer> {
  const password = randomBytes(24).toString('hex');
  await makeCluster(start, password);
  for (let tries = 1; ; tries += 1) {
    start.signal.throwIfAborted();
    const port = await freePort();
    const started = await startOn(start, port);
    if ('end' in started) {
      const explain = async (error: unknown) => (started.isCauseOf(error) ? serverDied(start.place) : error);
      return { server: serverAt(start, { port, password }), explain, [Symbol.asyncDispose]: started.end };
    }
    if (tries === TRIES || !/could not bind/.test(started.said)) throw serverFailed(started.said);
  }
}

function serverAt({ programs }: ScratchServerStart, { port, password }: { port: number; password: string }): Server {
  return {
    config: { host: HOST, port, user: SUPERUSER, database: null, sslMode: 'DISABLE' },
    password,
    toolsMajor: programs.toolsMajor,
    isThrowAway: true,
  };
}

/**
 * What we write for a server stands where we alone may write, never in a folder of its account's: that one could put a link there, and as root
 * we would write to whatever it names.
 */
function filesOf({ place }: ServerPlace) {
  return { password: join(place, 'password'), access: join(place, 'pg_hba.conf'), log: join(place, 'server.log') };
}

async function makeCluster({ place, programs, signal }: ScratchServerStart, password: string): Promise<void> {
  signal.throwIfAborted();
  const { password: passwordFile, access: accessFile } = filesOf(place);
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  await chown(passwordFile, place.account.uid, place.account.gid);
  const args = [
    ...['--pgdata', place.data, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'],
  ];
  const command = commandAs(place.account, { program: programs.initdb, args, deathSignal: 'KILL' });
  const { code, output } = await runCommand(command);
  await rm(passwordFile);
  if (code !== 0) throw serverFailed(output);
  const access = [SUPERUSER, READER].map((user) => `host all "${user}" ${HOST}/32 scram-sha-256\n`);
  await writeFile(accessFile, access.join(''), { flag: 'wx' });
  await chmod(accessFile, 0o644);
}

/**
 * It writes as durably as a server does that people restore to: what the restore takes is held against their objective, and without that it
 * would be too little. Its log holds no values (law 10).
 */
function settingsOf(place: ServerPlace, port: number): Settings {
  return {
    hba_file: filesOf(place).access,
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    cluster_name: clusterName(place.data),
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    autovacuum: 'off',
    max_connections: '20',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    // What was backed up may want libraries that are not here; they would keep the server from starting or a session from opening.
    shared_preload_libraries: '',
  };
}

interface Running {
  readonly end: () => Promise<void>;
  /** Whether it has ended by itself, or gave no answer: it can only be its own, nobody else's server is asked. */
  readonly isCauseOf: (error: unknown) => boolean;
}
type Started = Running | { readonly said: string };

async function startOn({ place, programs, signal, marker }: ScratchServerStart, port: number): Promise<Started> {
  const { data, account } = place;
  const args = ['-D', data, ...settingArguments('-c', settingsOf(place, port))];
  const command = commandAs(account, { program: programs.postgres, args, deathSignal: 'INT' });
  const logFile = filesOf(place).log;
  const log = await open(logFile, 'w', 0o600);
  const child = spawn(command.program, command.args, {
    cwd: '/',
    env: { ...SERVICE_ENVIRONMENT, [markerVariable]: marker },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const gone = once(child, 'exit');
  gone.catch(() => undefined);
  await log.close();
  if (child.pid === undefined) return { said: `${programs.postgres} cannot be started` };
  const reference = processRef(child.pid);
  const end = () => endServer(reference, data);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const isCauseOf = (error: unknown) =>
    hasEnded() || (error instanceof HoldfastError && error.code === 'SOURCE_UNREACHABLE');
  try {
    for (const deadline = performance.now() + LONGEST_START_MS; performance.now() < deadline;) {
      const file = await readPostmasterFile(data);
      if (file?.ready && file.pid === child.pid) return { end, isCauseOf };
      if (hasEnded()) break;
      await pause(20, undefined, { signal });
    }
  } catch (error) {
    await end();
    throw error;
  }
  await end();
  return { said: await lastWords(place) };
}

async function lastWords(place: ServerPlace): Promise<string> {
  return (await readFile(filesOf(place).log, 'utf8')).slice(-2_000);
}

async function serverDied(place: ServerPlace): Promise<HoldfastError> {
  const said = await lastWords(place);
  return serverTrouble('ended in the midst of it', 'It was killed, ran out of memory or disk, or crashed.', said);
}

function serverFailed(said: string): HoldfastError {
  return serverTrouble('did not start', 'PostgreSQL could not make its data folder or begin to listen.', said);
}

function serverTrouble(what: string, cause: string, said: string): HoldfastError {
  return new HoldfastError({
    code: 'DRILL_SERVER_FAILED',
    message: `The throw-away PostgreSQL server of the drill ${what}: ${said.trim().slice(-1_000) || 'it said nothing'}`,
    cause: `${cause} The words are its own.`,
    remedy:
      'Mend what they name on the worker’s machine, then run the drill again. Nothing is said of the recovery point by this.',
    retryable: true,
    fault: 'SERVICE',
  });
}
