import { setTimeout as pause } from 'node:timers/promises';
import { repositoriesToMeasure } from '@holdfast/db/queries/space';
import { recordSpace } from '@holdfast/db/services/vault/record-space';
import { diskSpace, sizeOfFiles } from '../repository/space.ts';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 60_000;

/**
 * Measures once an hour how large the vaults on the disks of this site are, and what these have left, until the signal aborts. A vault
 * whose storage is no disk is not measured: nothing says what it has left, and asking what is stored would cost a listing of it all.
 */
export async function measureSpace(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // First of all: whoever starts many workers is not to have every vault walked through at that moment.
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await measureDue(worker, signal).catch((error: unknown) => tell(worker, signal, { error }));
  }
}

/** Measures what is due. A vault that cannot be looked at is told in the log, and due again at the next look. */
export async function measureDue(
  worker: Pick<Worker, 'siteId' | 'services' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const { services, siteId } = worker;
  for (const { id: repositoryId, url } of await repositoriesToMeasure(services.db, siteId)) {
    try {
      const storedBytes = await sizeOfFiles(url, signal);
      await recordSpace(services, { repositoryId, storedBytes, ...(await diskSpace(url)) });
    } catch (error) {
      tell(worker, signal, { error, repositoryId });
    }
  }
}

function tell(
  { log }: Pick<Worker, 'log'>,
  signal: AbortSignal,
  what: { error: unknown; repositoryId?: string },
): void {
  if (!signal.aborted) log.warn(what, 'could not measure the space of vaults');
}
