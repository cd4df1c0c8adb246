import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './client.ts';
import { HoldfastError } from './domain/errors.ts';
import { repositories, storeSeal } from './schema/index.ts';
import { repositoryPasswordContext, STORE_SEAL_CONTEXT } from './sealed-contexts.ts';
import { MasterKey } from './sealing.ts';
import { syncFolder } from './store/durable-file.ts';

const OWNER_ALONE = 0o600;

export interface MasterKeySource {
  /** The key itself (HOLDFAST_MASTER_KEY or what its …_FILE holds); absent: the home's own key file. */
  readonly text?: string | undefined;
  readonly home: string;
}

/**
 * The master key. Where none is given it is read from `<home>/master.key`; the first start makes that file, readable by
 * the user who runs Holdfast alone. Starters at the same time get the same key: the file appears whole, and once.
 *
 * @returns `madeAt`: the file, when this call made it; then somebody must be told to keep a copy
 * @throws HoldfastError MASTER_KEY_INVALID
 */
export async function loadMasterKey(source: MasterKeySource): Promise<{ key: MasterKey; madeAt?: string }> {
  if (source.text !== undefined) return { key: MasterKey.parse(source.text) };
  const path = join(source.home, 'master.key');
  const made = await makeKeyFile(path, source.home);
  const key = MasterKey.parse(await readFile(path, 'utf8'));
  return made ? { key, madeAt: path } : { key };
}

/** @returns false where the file is already there */
async function makeKeyFile(path: string, home: string): Promise<boolean> {
  await mkdir(home, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  try {
    {
      await using file = await open(draft, 'wx', OWNER_ALONE);
      await file.writeFile(`${MasterKey.generate()}\n`);
      await file.sync();
    }
    // A link, unlike a rename, never replaces: whoever is second finds the first one's key.
    await link(draft, path);
    await syncFolder(home);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * The master key where there is one already: for programs that come to a store which others have set up.
 * @throws HoldfastError MASTER_KEY_INVALID, MASTER_KEY_MISSING
 */
export async function existingMasterKey(source: MasterKeySource): Promise<MasterKey> {
  if (source.text !== undefined) return MasterKey.parse(source.text);
  const path = join(source.home, 'master.key');
  try {
    return MasterKey.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw keyMissing(path);
    throw error;
  }
}

function keyMissing(path: string): HoldfastError {
  return new HoldfastError({
    code: 'MASTER_KEY_MISSING',
    message: `There is no master key in ${path}.`,
    cause: 'The gateway that set the store up has another home, or was given its key in HOLDFAST_MASTER_KEY.',
    remedy: 'Set HOLDFAST_HOME to the home of that gateway, or HOLDFAST_MASTER_KEY to its key.',
    retryable: false,
    fault: 'USER',
  });
}

/**
 * Binds a store to its master key, once and for good, so that no other key ever seals anything in it. Safe at the same time
 * from several processes.
 * @throws HoldfastError SEALED_VALUE_UNREADABLE where the store is bound to another key
 */
export async function bindStoreToKey(db: Database, key: MasterKey): Promise<void> {
  await assertKeyOpensStore(db, key);
  await db
    .insert(storeSeal)
    .values({ sealed: key.seal('this store', STORE_SEAL_CONTEXT) })
    .onConflictDoNothing();
  await assertKeyOpensStore(db, key);
}

/**
 * Proves that the key is the one this store was made with, so that a lost or mixed-up key is told at the start and not by
 * a restore that fails.
 * @throws HoldfastError SEALED_VALUE_UNREADABLE
 */
export async function assertKeyOpensStore(db: Database, key: MasterKey): Promise<void> {
  const [seal] = await db.select().from(storeSeal);
  if (seal) key.open(seal.sealed, STORE_SEAL_CONTEXT);
  const { id, sealedPassword } = repositories;
  const [sealed] = await db.select({ id, sealedPassword }).from(repositories).limit(1);
  if (sealed) key.open(sealed.sealedPassword, repositoryPasswordContext(sealed.id));
}

/** What to tell the person who runs Holdfast when the key was just made. */
export function keepACopy(madeAt: string): string {
  return `The master key was made in ${madeAt}. Keep a copy of it somewhere else: without it no backup can be opened.`;
}
