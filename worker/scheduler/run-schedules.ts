import { setTimeout as pause } from 'node:timers/promises';
import { claimDueRuns, replanAfterClockWentBack } from '@holdfast/db/services/schedule/claim-due';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 1_000;
const RULES_AT_ONCE = 100;

/** Queues the backups that are due until the signal aborts. Every worker does, for all sites; what one has at hand the others leave. */
export async function runSchedules(worker: Worker, signal: AbortSignal): Promise<void> {
  const tell = (error: unknown) => worker.log.warn({ error }, 'could not queue what is due');
  while (!signal.aborted) {
    for (const step of [replan, claim]) await untilSettled(() => step(worker), signal).catch(tell);
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

function replan({ services }: Worker): Promise<number> {
  return replanAfterClockWentBack(services, RULES_AT_ONCE);
}

async function claim({ services, log }: Worker): Promise<number> {
  const { settled, troubles } = await claimDueRuns(services, RULES_AT_ONCE);
  for (const error of troubles) log.error({ error }, 'the backups of a site could not be queued; they stay due');
  return settled;
}

/** Lets what else runs in this process have its turn between two of them. */
async function untilSettled(step: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await step()) === RULES_AT_ONCE) await pause(0);
}
