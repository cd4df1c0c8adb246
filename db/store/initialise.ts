import { totalmem } from 'node:os';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ServiceAccount } from './account.ts';
import { commandAs, run, type Outcome } from './command.ts';
import { APP_ROLE, DATABASE, OWNER_ROLE, type StoreCredentials } from './credentials.ts';
import { syncFolder } from './durable-file.ts';
import type { Engine } from './engine.ts';
import type { StorePlace } from './place.ts';
import { scramVerifier } from './scram.ts';
import { madeWith, settingArguments } from './settings.ts';
import { StoreError, systemCode } from './store-error.ts';

const DRAFT = 'init-';

export interface NewStore {
  readonly place: StorePlace;
  readonly account: ServiceAccount;
  readonly engine: Engine;
  readonly credentials: StoreCredentials;
  readonly throwAway: boolean;
}

/**
 * Makes the data folder with its roles and its database in a draft beside it, and renames the draft when it is whole and
 * on disk: a crash at any moment leaves either no data folder or a complete one. Must be called under the store's lock.
 * Raises STORE_INIT_FAILED.
 */
export async function initialise(store: NewStore): Promise<void> {
  const { place, account } = store;
  const draft = await mkdtemp(join(place.root, DRAFT));
  try {
    const passwordFile = await ownedFile(draft, store);
    await chown(draft, account.uid, account.gid);
    await makeCluster(store, { data: join(draft, 'data'), passwordFile });
    await makeDatabase(store, join(draft, 'data'));
    await rename(join(draft, 'data'), place.data);
    await syncFolder(place.root);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** What a killed start left, passwords among it: half a store, half a credentials file. Its processes may still be ending. */
export async function removeDrafts({ root, credentials }: StorePlace): Promise<void> {
  await removeStarting(root, DRAFT);
  await removeStarting(dirname(credentials), `${basename(credentials)}.`);
}

async function removeStarting(folder: string, prefix: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10 });
}

/** The folder the server writes its log in, which it must own. */
export async function makeLogFolder(place: StorePlace, account: ServiceAccount): Promise<void> {
  await mkdir(place.log, { recursive: true });
  await chmod(place.log, 0o700);
  await chown(place.log, account.uid, account.gid);
}

/** The major version that the data folder was made with, or undefined where there is none. */
export async function dataVersion({ data }: StorePlace): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(data, 'PG_VERSION'), 'utf8'), 10);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Raises STORE_VERSION_MISMATCH when the engine cannot open the data. */
export function assertVersion({ place, version, engine }: ExistingStore): void {
  if (version === engine.major) return;
  throw new StoreError({
    code: 'STORE_VERSION_MISMATCH',
    message: `The store in ${place.data} is of PostgreSQL ${version}, and this Holdfast comes with ${engine.major}.`,
    cause: 'PostgreSQL cannot open the data of another major version.',
    remedy: `Run the Holdfast release that came with PostgreSQL ${version}, or rebuild the store from a vault and its recovery kit under a new HOLDFAST_HOME.`,
    retryable: false,
    fault: 'USER',
  });
}

export interface ExistingStore {
  readonly place: StorePlace;
  readonly version: number;
  readonly engine: Engine;
}

async function ownedFile(draft: string, { account, credentials }: NewStore): Promise<string> {
  const path = join(draft, 'password');
  await writeFile(path, `${credentials.ownerPassword}\n`, { mode: 0o600, flag: 'wx' });
  await chown(path, account.uid, account.gid);
  return path;
}

interface Draft {
  readonly data: string;
  readonly passwordFile: string;
}

async function makeCluster(store: NewStore, { data, passwordFile }: Draft): Promise<void> {
  const args = [
    ...['--pgdata', data, '--username', OWNER_ROLE, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    // The built-in provider sorts the same on every machine and after every upgrade of the C library.
    ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--locale', 'C.UTF-8'],
    ...['--data-checksums', '--no-instructions'],
    ...(store.throwAway ? ['--no-sync'] : []),
    ...settingArguments('--set', madeWith({ throwAway: store.throwAway, memoryBytes: availableMemory() })),
  ];
  const command = { program: store.engine.initdb, args, deathSignal: 'KILL' as const };
  assertDone('initdb', await run(commandAs(store.account, command)));
}

/** In single-user mode, so that no server is reachable before its roles are right. */
async function makeDatabase(store: NewStore, data: string): Promise<void> {
  const attributes = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  const verifier = scramVerifier(store.credentials.appPassword);
  const statements = [
    `CREATE ROLE ${APP_ROLE} ${attributes} PASSWORD '${verifier}'`,
    `CREATE DATABASE ${DATABASE}`,
    // A statement's error quotes the values in it, and is told to its sender anyway; the log is for the server's own.
    ...[OWNER_ROLE, APP_ROLE].map((role) => `ALTER ROLE ${role} SET log_min_messages = 'log'`),
  ];
  // Without exit_on_error a failed statement would still end with exit code 0.
  const settings = { exit_on_error: 'on', log_min_error_statement: 'panic', log_checkpoints: 'off' };
  const args = ['--single', '-D', data, ...settingArguments('-c', settings), 'postgres'];
  const command = { program: store.engine.postgres, args, deathSignal: 'KILL' as const };
  assertDone('postgres --single', await run(commandAs(store.account, command), `${statements.join('\n')}\n`));
}

function assertDone(program: string, { code, signal, output }: Outcome): void {
  if (code === 0) return;
  throw new StoreError({
    code: 'STORE_INIT_FAILED',
    message: `A new store could not be made: ${program} ended with ${signal ?? `code ${code}`}.\n${output.trim()}`,
    cause: 'PostgreSQL could not make its data folder; the lines above are its own.',
    remedy: 'Mend what they name (often: no space left) and start again; nothing half is left behind.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** A container may have less than its machine. */
function availableMemory(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
