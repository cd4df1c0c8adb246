import { setTimeout as pause } from 'node:timers/promises';
import { findAttempt } from '@holdfast/db/queries/runs';
import { removeScratch, scratchFolder, scratchLeft } from '../scratch/folder.ts';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 10 * 60_000;

/**
 * Removes scratch folders of attempts that have ended, at the worker's start and then again and again until the signal aborts: of jobs that
 * went on elsewhere, or that were cancelled while no worker ran here.
 */
export async function removeDrillLeftovers(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await removeLeft(worker).catch((error: unknown) =>
      worker.log.warn({ error }, 'could not look for scratch folders'),
    );
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function removeLeft({ settings, services, log }: Worker): Promise<void> {
  for (const hold of await scratchLeft(settings.home)) {
    const attempt = await findAttempt(services.db, hold);
    if (attempt && !attempt.outcome) continue;
    await removeScratch(scratchFolder(settings.home, hold)).then(
      () => log.info(hold, 'removed the scratch folder of a drill that had ended'),
      (error: unknown) => log.warn({ ...hold, error }, 'a scratch folder cannot be removed'),
    );
  }
}
