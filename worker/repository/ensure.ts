import { mkdir } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { recordRepository } from '@holdfast/db/services/vault/record-repository';
import { resolveInsideRoots } from '../landing/roots.ts';
import { orUnusable } from '../landing/usable.ts';
import type { Run } from '../attempt/run.ts';
import { withFolderLock } from '../process/folder-lock.ts';
import { persist } from '../process/persist.ts';
import { ResticError } from '../vault/errors.ts';
import { identify, initialise } from '../vault/identity.ts';
import type { Repository } from '../vault/repository.ts';
import type { Worker } from '../worker.ts';
import { removeHalfMade } from './half-made.ts';
import type { RepositoryRow } from './open.ts';
import { explained } from './errors.ts';

/**
 * Makes a vault's repository before its first backup, once. A repository that was made is only ever opened: a missing one
 * is an error (REPOSITORY_MISSING), never made anew.
 */
export async function ensureRepository(
  worker: Worker,
  run: Run,
  vault: { row: RepositoryRow; repository: Repository },
): Promise<void> {
  await assertAllowed(worker, vault.row.url);
  if (vault.row.engineId !== null) return;
  const folder = vault.row.url;
  await orUnusable(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }));
  await withFolderLock(folder, () => make(worker, run, vault));
}

/** Under the folder's lock: of two inits at once each would write its own key, and only one of them opens what is there. */
async function make(worker: Worker, run: Run, vault: { row: RepositoryRow; repository: Repository }): Promise<void> {
  await orUnusable(vault.row.url, () => removeHalfMade(vault.row.url));
  const engineId = await explained(() => initialiseOrIdentify(vault.repository, run));
  await persist(run.signal, () => recordRepository(worker.services, { id: vault.row.id, engineId }));
}

/** One that is there and opens with our password is ours: an earlier attempt made it and died before it could say so. */
async function initialiseOrIdentify(repository: Repository, run: Run): Promise<string> {
  try {
    return (await initialise(repository, { signal: run.signal, marker: run.marker })).id;
  } catch (error) {
    if (!(error instanceof ResticError) || error.kind !== 'repository-exists') throw error;
    return (await identify(repository, { signal: run.signal, marker: run.marker })).id;
  }
}

async function assertAllowed(worker: Worker, url: string): Promise<void> {
  try {
    await resolveInsideRoots(url, worker.settings.vaultRoots, 'HOLDFAST_VAULT_ROOTS');
  } catch (error) {
    if (!(error instanceof HoldfastError) || !ABOUT_ROOTS.has(error.code)) throw error;
    throw new HoldfastError({
      code: 'VAULT_OUTSIDE_ROOTS',
      message: `This worker may not keep a vault in ${url}.`,
      cause: error.cause,
      remedy: error.remedy,
      retryable: false,
      fault: 'USER',
    });
  }
}

const ABOUT_ROOTS = new Set(['PATH_OUTSIDE_ROOTS', 'NO_ROOTS']);
