import { setTimeout as pause } from 'node:timers/promises';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { noticeLateRuns } from '@holdfast/db/services/schedule/notice-late';
import { takeOverAbandoned } from './attempt/watch-neighbours.ts';
import type { Worker } from './worker.ts';

const LOOK_EVERY_MS = 2_000;

/**
 * Looks after other workers until the signal aborts: takes over from those of this machine that are dead, notices those
 * elsewhere that fell silent. The gateway notices too, for when no worker is left.
 */
export async function superviseWorkers(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look(worker).catch((error: unknown) => worker.log.warn({ error }, 'could not look after other workers'));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function look(worker: Worker): Promise<void> {
  await takeOverAbandoned(worker);
  await noticeLostWorkers(worker.services);
  await noticeLateRuns(worker.services);
}
