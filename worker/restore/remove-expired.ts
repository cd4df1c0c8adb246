import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { findExpiredReplacedData } from '@holdfast/db/queries/replaced-data';
import { settleReplacedData } from '@holdfast/db/services/replaced-data/settle';
import { openDriver } from '../sources/registry.ts';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 10 * 60_000;

/** Removes what restores replaced once its days are over, until the signal aborts. What cannot be removed is told and tried again. */
export async function removeExpiredReplacedData(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await removeExpired(worker).catch((error: unknown) => worker.log.warn({ error }, 'could not remove replaced data'));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function removeExpired(worker: Worker): Promise<void> {
  const place = { siteId: worker.siteId, hostName: hostname() };
  for (const { jobId, keptAt, item } of await findExpiredReplacedData(worker.services.db, place)) {
    const error = await problemOf(() => openDriver(worker, item).removeReplaced(keptAt));
    await settleReplacedData(worker.services, { jobId, keptAt, ...(error !== undefined && { error }) });
    worker.log.info({ jobId, keptAt, error }, error === undefined ? 'removed replaced data' : 'replaced data stays');
  }
}

async function problemOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof HoldfastError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
