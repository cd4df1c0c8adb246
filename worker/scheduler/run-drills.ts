import { setTimeout as pause } from 'node:timers/promises';
import { claimDueDrills } from '@holdfast/db/services/drill/claim-due';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 5_000;
const ITEMS_AT_ONCE = 20;

/** Queues the drills that are due, until the signal aborts. Every worker does, for all sites. */
export async function runDrills(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look(worker).catch((error: unknown) => worker.log.warn({ error }, 'could not queue drills'));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function look({ services, log }: Worker): Promise<void> {
  const { troubles } = await claimDueDrills(services, ITEMS_AT_ONCE);
  for (const error of troubles) log.error({ error }, 'a drill could not be queued; it comes again in an hour');
}
