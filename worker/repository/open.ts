import { join } from 'node:path';
import { repositoryPasswordContext } from '@holdfast/db/sealed-contexts';
import { bandwidthShare } from '@holdfast/db/domain/site';
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

/** What a site lets its jobs take of its line. */
export interface SiteBandwidth {
  readonly maxJobs: number | null;
  readonly uploadKibPerSecond: number | null;
  readonly downloadKibPerSecond: number | null;
}

/**
 * Opens a vault's repository with its unsealed password; runs nothing. With a site, what moves data takes no more than one job's
 * share of its bandwidth.
 */
export function openVaultRepository(worker: Worker, row: RepositoryRow, site?: SiteBandwidth): Repository {
  return openRepository({
    restic: worker.settings.restic,
    location: row.url,
    password: worker.services.masterKey.open(row.sealedPassword, repositoryPasswordContext(row.id)),
    cacheDirectory: join(worker.settings.home, 'worker', 'cache'),
    retryLockMs: WAIT_FOR_LOCK_MS,
    globalArguments: site ? limitArguments(site) : [],
  });
}

function limitArguments({ maxJobs, uploadKibPerSecond, downloadKibPerSecond }: SiteBandwidth): readonly string[] {
  const limits = { '--limit-upload': uploadKibPerSecond, '--limit-download': downloadKibPerSecond };
  return Object.entries(limits).flatMap(([flag, kibPerSecond]) => {
    const share = bandwidthShare(kibPerSecond, maxJobs);
    return share === null ? [] : [flag, String(share)];
  });
}
