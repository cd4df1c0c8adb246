import { join } from 'node:path';
import { repositoryPasswordContext } from '@holdfast/db/sealed-contexts';
import { openRepository, type Repository } from '../vault/repository.ts';
import type { Worker } from '../worker.ts';

/** A repository's row, as far as opening it goes. */
export interface RepositoryRow {
  readonly id: string;
  readonly url: string;
  readonly sealedPassword: string;
  readonly engineId: string | null;
}

/** Longer than a snapshot of another job takes to be removed; the engine waits this long for a lock. */
const WAIT_FOR_LOCK_MS = 30_000;

/** Opens a vault's repository with its unsealed password; runs nothing. */
export function openVaultRepository(worker: Worker, row: RepositoryRow): Repository {
  return openRepository({
    restic: worker.settings.restic,
    location: row.url,
    password: worker.services.masterKey.open(row.sealedPassword, repositoryPasswordContext(row.id)),
    cacheDirectory: join(worker.settings.home, 'worker', 'cache'),
    retryLockMs: WAIT_FOR_LOCK_MS,
  });
}
