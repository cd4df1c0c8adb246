import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { ServiceAccount } from './account.ts';
import { commandAs, SERVICE_ENVIRONMENT, toolMissing } from './command.ts';
import type { Engine } from './engine.ts';
import { endServer } from './ending.ts';
import { logTail } from './log-files.ts';
import type { StorePlace } from './place.ts';
import { portTaken } from './port.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { processRef, type ProcessRef } from './process-table.ts';
import { settingArguments, startedWith } from './settings.ts';
import { StoreError } from './store-error.ts';
import { until } from './until.ts';

/** Crash recovery reads at most `max_wal_size` again, which takes minutes only on a very slow disk; ending it early would only begin it anew. */
const LONGEST_START_MS = 300_000;

export interface ServerStart {
  readonly place: StorePlace;
  readonly account: ServiceAccount;
  readonly engine: Engine;
  readonly port: number;
  readonly dieWithParent: boolean;
}

export interface StartedServer {
  readonly process: ProcessRef;
  /** Resolves when the process has gone, with how it went. */
  readonly exit: Promise<string>;
}

/**
 * Starts `postgres` itself, without pg_ctl, so that it is our child, and resolves when it accepts connections.
 * Raises STORE_PORT_TAKEN and STORE_START_FAILED; then nothing of it runs any more.
 */
export async function startServer(start: ServerStart): Promise<StartedServer> {
  const startLog = openSync(start.place.startLog, 'w', 0o600);
  const child = spawnServer(start, startLog);
  closeSync(startLog);
  const exit = exitOf(child);
  const process = processRef(await pidOf(child));
  const ended = { how: undefined as string | undefined };
  void exit.then((how) => (ended.how = how));
  const ready = async () => {
    if (ended.how !== undefined) return true;
    const file = await readPostmasterFile(start.place.data);
    return file?.pid === process.pid && file.ready;
  };
  const inTime = await until(ready, { timeoutMs: LONGEST_START_MS });
  if (inTime && ended.how === undefined) return { process, exit };
  if (!inTime) await endServer(process, start.place.data);
  throw await startFailed(start, ended.how ?? 'it took too long');
}

function spawnServer({ place, account, engine, port, dieWithParent }: ServerStart, startLog: number): ChildProcess {
  const args = ['-D', place.data, ...settingArguments('-c', startedWith({ port, place }))];
  const deathSignal = dieWithParent ? 'INT' : undefined;
  const command = commandAs(account, { program: engine.postgres, args, deathSignal });
  const child = spawn(command.program, command.args, {
    cwd: '/',
    env: SERVICE_ENVIRONMENT,
    // Its own session: Ctrl-C in our terminal is for us, who end the server after its clients.
    detached: true,
    stdio: ['ignore', startLog, startLog],
  });
  if (!dieWithParent) child.unref();
  return child;
}

/** Must be called in the same turn as the spawn, whose failure is told by an event. */
async function pidOf(child: ChildProcess): Promise<number> {
  if (child.pid !== undefined) return child.pid;
  const failure: unknown[] = await once(child, 'error');
  throw toolMissing(child.spawnfile, failure[0]);
}

function exitOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  return promise;
}

async function startFailed({ place, port }: ServerStart, how: string): Promise<StoreError> {
  const tail = await logTail(place);
  if (/could not bind IPv4 address/.test(tail)) return portTaken(port);
  return new StoreError({
    code: 'STORE_START_FAILED',
    message: `The store's server did not start (${how}). Its last words:\n${tail || '(none)'}`,
    cause: 'PostgreSQL ended before it accepted connections; the lines above are its own.',
    remedy: `Mend what they name and start again. The whole log is in ${place.log}.`,
    retryable: true,
    fault: 'SERVICE',
  });
}
