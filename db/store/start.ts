import { isMainThread } from 'node:worker_threads';
import { createCredentials, credentialsLost, readCredentials, type StoreCredentials } from './credentials.ts';
import { endOrphans, endServer } from './ending.ts';
import { installedEngine, prepareEngine } from './engine.ts';
import { assertVersion, dataVersion, initialise, makeLogFolder, removeDrafts } from './initialise.ts';
import { withStoreLock } from './lock.ts';
import { becomeOwner, ownerLives } from './ownership.ts';
import { preparePlace, type PreparedPlace, type StorePlace } from './place.ts';
import { choosePort, rememberPort } from './port.ts';
import { removeStalePostmasterFile } from './postmaster-file.ts';
import { processRef } from './process-table.ts';
import { runningStore, type RunningStore } from './running-store.ts';
import { findRunning } from './running.ts';
import { startServer, type ServerStart, type StartedServer } from './server.ts';
import { asFolderError, StoreError } from './store-error.ts';
import type { StoreLog } from './store-log.ts';

export type { RunningStore } from './running-store.ts';
export type { StoreLog } from './store-log.ts';

export interface StoreStart {
  /** HOLDFAST_HOME. Where it is missing it is made: everyone may pass through, we alone may read. */
  readonly home: string;
  /** Without it: the port of the last start where that is free, else a free one. */
  readonly port?: number | undefined;
  /** Default true: the server ends (fast shutdown) when this process ends, also by SIGKILL. False leaves it for the next start to adopt. */
  readonly dieWithParent?: boolean;
  /** For tests: make the store without any durability. Counts when the store is made, never later. */
  readonly throwAway?: boolean;
  /** A folder with `bin`, `lib` and `share` of an unpacked platform package; default: the one npm installed. */
  readonly engine?: string;
  readonly log: StoreLog;
}

/**
 * The embedded store under `home`: made if there is none, running and accepting connections when this resolves.
 *
 * - One home has one server, however many processes call this at once; the others get the same URLs.
 * - Who starts the server owns it: its `stop()` ends it. Who finds one running is a visitor while the owner lives, and
 *   takes it over when the owner is provably dead (it was left with `dieWithParent: false`). A server taken over is no
 *   child of its new owner: it ends by `stop()` alone.
 * - `npm start` owns the store; a part that starts alone only looks for it: see `findStore`.
 * - What a crash at any moment left (half a store, stale files, orphaned processes) is healed by the next call.
 *
 * Must be called on the main thread. Raises {@link StoreError}.
 */
export async function startEmbeddedStore(start: StoreStart): Promise<RunningStore> {
  assertMainThread();
  const prepared = await preparePlace(start);
  return withStoreLock(prepared.place, async () => {
    try {
      return await adoptOrLaunch(start, prepared);
    } catch (error) {
      throw asFolderError(prepared.place.root, error);
    }
  });
}

/** What both ways of getting a server need. */
interface Known extends PreparedPlace {
  readonly start: StoreStart;
  readonly credentials: StoreCredentials;
  /** The major version of the data that is there. */
  readonly version: number | undefined;
}

async function adoptOrLaunch(start: StoreStart, prepared: PreparedPlace): Promise<RunningStore> {
  const version = await dataVersion(prepared.place);
  const credentials = await credentialsFor(prepared.place, version);
  const known: Known = { ...prepared, start, credentials, version };
  return (version === undefined ? undefined : await adopt(known)) ?? (await launch(known));
}

async function credentialsFor(place: StorePlace, version: number | undefined): Promise<StoreCredentials> {
  const credentials = await readCredentials(place);
  if (credentials !== undefined) return credentials;
  if (version !== undefined) throw credentialsLost(place, 'The file is missing.');
  return createCredentials(place);
}

async function adopt({ start, place, credentials }: Known): Promise<RunningStore | undefined> {
  const running = await findRunning(place, credentials);
  if (running === undefined) return undefined;
  const owned = !(await ownerLives(place));
  if (owned) await becomeOwner(place);
  start.log.info({ data: place.data, port: running.port, pid: running.pid, owned }, 'the store was already running');
  return runningStore({
    place,
    credentials,
    port: running.port,
    process: processRef(running.pid),
    owned,
    log: start.log,
  });
}

async function launch({ start, place, account, credentials, version }: Known): Promise<RunningStore> {
  const { throwAway = false, dieWithParent = true, engine: installed = installedEngine(), log } = start;
  await endOrphans(place.data);
  const engine = await prepareEngine({ installed, place, account, throwAway, log });
  await removeDrafts(place);
  if (version === undefined) await initialise({ place, account, engine, credentials, throwAway });
  else assertVersion({ place, version, engine });
  await makeLogFolder(place, account);
  await removeStalePostmasterFile(place.data);
  const started = await startOnPort(start.port, { place, account, engine, dieWithParent });
  try {
    await checkStarted({ place, credentials, throwAway, log });
    await becomeOwner(place);
    await rememberPort(place, started.port);
  } catch (error) {
    await endServer(started.process, place.data);
    throw error;
  }
  log.info(
    { data: place.data, port: started.port, pid: started.process.pid, made: version === undefined },
    'the store runs',
  );
  return runningStore({ place, credentials, ...started, owned: true, log });
}

const PORT_TRIES = 3;

/** Between looking for a free port and using it another program can take it; one that was asked for is not exchanged. */
async function startOnPort(
  wanted: number | undefined,
  start: Omit<ServerStart, 'port'>,
): Promise<StartedServer & { port: number }> {
  for (let tries = 1; ; tries += 1) {
    const port = await choosePort(start.place, wanted);
    try {
      return { ...(await startServer({ ...start, port })), port };
    } catch (error) {
      const taken = error instanceof StoreError && error.code === 'STORE_PORT_TAKEN';
      if (!taken || wanted !== undefined || tries === PORT_TRIES) throw error;
    }
  }
}

interface StartedCheck {
  readonly place: StorePlace;
  readonly credentials: StoreCredentials;
  readonly throwAway: boolean;
  readonly log: StoreLog;
}

/** Proves that the passwords on disk open the data on disk, and says so when that data would not survive a power cut. */
async function checkStarted({ place, credentials, throwAway, log }: StartedCheck): Promise<void> {
  const running = await findRunning(place, credentials);
  if (running?.durable === false && !throwAway) log.warn({ data: place.data }, 'this store runs without fsync');
}

/** Linux sends the death signal when the spawning thread ends, not the process: a worker thread's end would end the store. */
function assertMainThread(): void {
  if (!isMainThread) throw new Error('startEmbeddedStore must be called on the main thread.');
}
