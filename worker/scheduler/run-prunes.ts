import { setTimeout as pause } from 'node:timers/promises';
import { claimDuePrunes } from '@holdfast/db/services/prune/claim-due';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 5_000;
const VAULTS_AT_ONCE = 20;

/** Queues clean-ups for the vaults whose day has come, until the signal aborts. Every worker does, for all sites. */
export async function runPrunes(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look(worker).catch((error: unknown) => worker.log.warn({ error }, 'could not queue clean-ups'));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function look({ services, log }: Worker): Promise<void> {
  const { troubles } = await claimDuePrunes(services, VAULTS_AT_ONCE);
  for (const error of troubles)
    log.error({ error }, 'a clean-up of a vault could not be queued; it comes again in an hour');
}
