import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { serviceAccount, type ServiceAccount } from './account.ts';
import { commandAs, run } from './command.ts';
import { writeDurably } from './durable-file.ts';
import { asFolderError, StoreError, systemCode } from './store-error.ts';
import type { StoreLog } from './store-log.ts';

/** Where root's stores go whose home the server's account cannot enter. */
const ELSEWHERE = '/var/lib/holdfast-stores';

/** Others may pass through, to reach what is theirs, and may list nothing. */
const PASSAGE = 0o711;

/**
 * Where everything of one store is. What only we read (passwords, location) is always under the home; what the server
 * reads and writes is beside it, or elsewhere when the server's account cannot enter the home.
 */
export interface StorePlace {
  readonly credentials: string;
  /** Says where `root` is when it is not under the home. */
  readonly location: string;
  /** The folder of everything below; ours, the server's account may only pass through. */
  readonly root: string;
  /** The server's data folder, which exists only whole: a store that is being made is in another folder of `root`. */
  readonly data: string;
  readonly log: string;
  /** What the server says before its log is open. */
  readonly startLog: string;
  readonly lock: string;
  readonly port: string;
  readonly owner: string;
}

const locationShape = z.object({ root: z.string().startsWith('/') });

function placeIn(control: string, root: string): StorePlace {
  return {
    credentials: join(control, 'credentials.json'),
    location: join(control, 'location.json'),
    root,
    data: join(root, 'data'),
    log: join(root, 'log'),
    startLog: join(root, 'start.log'),
    lock: join(root, 'lock'),
    port: join(root, 'port'),
    owner: join(root, 'owner.json'),
  };
}

/** The place of the store under this home, whether or not there is one yet. Writes nothing. */
export async function findPlace(home: string): Promise<StorePlace> {
  const control = join(await realpathWhereItExists(home), 'store');
  const { location } = placeIn(control, control);
  try {
    const { root } = locationShape.parse(JSON.parse(await readFile(location, 'utf8')));
    return placeIn(control, root);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return placeIn(control, control);
    throw systemCode(error) === '' ? damaged(location) : asFolderError(location, error);
  }
}

function damaged(location: string): StoreError {
  return new StoreError({
    code: 'STORE_HOME_UNWRITABLE',
    message: `${location} does not say where the store is.`,
    cause: 'The file is not what Holdfast wrote.',
    remedy: `Put it back as {"root":"<folder>"}; the folder is one of those in ${ELSEWHERE}.`,
    retryable: false,
    fault: 'USER',
  });
}

export interface PreparedPlace {
  readonly place: StorePlace;
  readonly account: ServiceAccount;
}

/**
 * Makes the folders and decides, once and for good, where the store is and which account runs its server.
 * Raises STORE_HOME_UNWRITABLE, and STORE_HOME_UNREACHABLE for data that its account can no longer reach.
 */
export async function preparePlace({ home, log }: { home: string; log: StoreLog }): Promise<PreparedPlace> {
  try {
    await makePassage(resolve(home));
    await makePassage(join(await realpath(home), 'store'));
    const found = await findPlace(home);
    const account = await serviceAccount(found.data);
    const place = (await canEnter(account, found)) ? found : await placeElsewhere({ found, account, log });
    await makePassage(place.root);
    return { place, account };
  } catch (error) {
    throw asFolderError(home, error);
  }
}

async function canEnter(account: ServiceAccount, { root, data }: StorePlace): Promise<boolean> {
  if (!account.differs) return true;
  // Asked of the kernel, as that account: modes, access control lists and mount options all count.
  const target = existsSync(data) ? data : root;
  const { code } = await run(commandAs(account, { program: 'test', args: ['-x', target] }));
  return code === 0;
}

interface Move {
  readonly found: StorePlace;
  readonly account: ServiceAccount;
  readonly log: StoreLog;
}

async function placeElsewhere({ found, account, log }: Move): Promise<StorePlace> {
  // Looking elsewhere now would show an empty store and hide the one that is there.
  if (existsSync(found.data) || existsSync(found.location)) throw unreachable(found, account);
  const root = join(ELSEWHERE, createHash('sha256').update(found.root).digest('hex').slice(0, 16));
  await makePassage(ELSEWHERE);
  await assertOurs(ELSEWHERE);
  await makePassage(root);
  await writeDurably(found.location, `${JSON.stringify({ root })}\n`, 0o600);
  log.warn({ home: found.root, root }, 'the store is not under its home, which the server may not enter');
  return placeIn(found.root, root);
}

/** Only root may be able to swap what is in there. */
async function assertOurs(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder);
  if (uid === 0 && (mode & 0o022) === 0) return;
  throw new StoreError({
    code: 'STORE_HOME_UNWRITABLE',
    message: `${folder} cannot hold a store.`,
    cause: 'It does not belong to root, or others may write in it.',
    remedy: `Run: chown root:root ${folder} && chmod 711 ${folder}`,
    retryable: false,
    fault: 'USER',
  });
}

function unreachable({ data }: StorePlace, { uid }: ServiceAccount): StoreError {
  return new StoreError({
    code: 'STORE_HOME_UNREACHABLE',
    message: `The user ${uid}, which runs the store's server, cannot reach ${data}.`,
    cause: 'The data is there, but a folder above it lets that user no longer pass.',
    remedy: `Let others pass through each folder above it again (chmod o+x), as it was when the store was made.`,
    retryable: false,
    fault: 'USER',
  });
}

/** Makes the folder where it is missing; what exists keeps its mode. */
async function makePassage(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await chmod(folder, PASSAGE);
}

async function realpathWhereItExists(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return resolve(path);
    throw asFolderError(path, error);
  }
}
