import { setTimeout as pause } from 'node:timers/promises';
import { beat, type HeldAttempt } from '@holdfast/db/services/worker/beat';
import type { Worker } from '../worker.ts';
import { LeaseGuard } from './lease-guard.ts';

const BEAT_MS = 1_000;
/** Longer than a busy store takes, short enough to lay a new connection several times within a lease. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Beats once a second until the signal aborts: keeps the leases, learns within a second what was cancelled, stops runs
 * that lost their job, and stops all of them before their leases end when the store does not answer.
 */
export async function keepBeating(worker: Worker, signal: AbortSignal): Promise<void> {
  const guard = new LeaseGuard(worker.running);
  while (!signal.aborted) {
    const sentAt = performance.now();
    const before = worker.running.holds();
    try {
      const held = await within(ANSWER_WITHIN_MS, beat(worker.services, worker.id));
      guard.renewed(sentAt);
      obey(worker, before, held);
    } catch (error) {
      worker.log.warn({ error }, 'the store does not answer');
      worker.link.renew();
    }
    await pause(BEAT_MS, undefined, { signal }).catch(() => {});
  }
  guard.release();
}

/** `before` are the runs from before the beat: one that began since cannot be in the answer. */
function obey(
  worker: Worker,
  before: readonly { jobId: string; attempt: number }[],
  held: readonly HeldAttempt[],
): void {
  for (const hold of before) {
    const answer = held.find((one) => one.jobId === hold.jobId && one.attempt === hold.attempt);
    if (!answer) worker.running.stop(hold.jobId, 'FENCED');
    else if (answer.status === 'CANCELLING') worker.running.stop(hold.jobId, 'CANCELLED');
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const clock = new AbortController();
  const tooLate = pause(ms, undefined, { signal: clock.signal }).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clock.abort();
    tooLate.catch(() => {});
    work.catch(() => {});
  }
}
