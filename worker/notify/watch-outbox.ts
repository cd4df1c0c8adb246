import { setTimeout as pause } from 'node:timers/promises';
import { enqueueDueNotices } from '@holdfast/db/services/outbox/enqueue-due';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 500;

/** Asks for the delivery of what is due in the outbox, until the signal aborts. Any number of workers may do so at once. */
export async function watchOutbox(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await enqueueDueNotices(worker.services).catch((error: unknown) =>
      worker.log.warn({ error }, 'could not look into the outbox'),
    );
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
