import { setTimeout as pause } from 'node:timers/promises';
import { claimDueVerification } from '@holdfast/db/services/verification/claim-due';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 5_000;
const VAULTS_AT_ONCE = 20;

/** Queues the check of the vaults whose day has come, until the signal aborts. Every worker does, for all sites. */
export async function runVerification(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look(worker).catch((error: unknown) => worker.log.warn({ error }, 'could not queue checks'));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function look({ services, log }: Worker): Promise<void> {
  const { troubles } = await claimDueVerification(services, VAULTS_AT_ONCE);
  for (const error of troubles)
    log.error({ error }, 'the check of a vault could not be queued; it comes again in an hour');
}
