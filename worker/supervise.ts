import { setTimeout as pause } from 'node:timers/promises';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import type { Worker } from './worker.ts';

const LOOK_EVERY_MS = 2_000;

/** Notices other workers that fell silent, until the signal aborts. The gateway does the same, for when no worker is left. */
export async function superviseWorkers(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await noticeLostWorkers(worker.services).catch((error: unknown) => worker.log.warn({ error }, 'could not look for lost workers'));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
