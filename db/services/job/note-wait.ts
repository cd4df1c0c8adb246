import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { describeWait, type Wait } from '../../domain/admission.ts';
import { jobEvents, jobs } from '../../schema/index.ts';
import { recordEvent } from './record-event.ts';

/**
 * Writes down what a queued job waits for, in the caller's transaction that has locked it. Its log tells each reason once,
 * however often the job is handed out and kept waiting again.
 */
export async function noteWait(tx: Transaction, { jobId, wait }: { jobId: string; wait: Wait }): Promise<void> {
  const until = wait.reason === 'PAUSE' ? { pausedUntil: new Date(wait.until) } : {};
  const [job] = await tx
    .update(jobs)
    .set({ waitsFor: wait, releasedAt: null, nextAttemptAt: null, ...until })
    .where(eq(jobs.id, jobId))
    .returning({ at: jobs.attempt });
  const isThisReason = sql`${jobEvents.data}->>'reason' = ${wait.reason}`;
  const told = await tx.$count(
    jobEvents,
    and(eq(jobEvents.jobId, jobId), eq(jobEvents.type, 'job.waits'), isThisReason),
  );
  if (!job || told > 0) return;
  const { reason, name } = wait;
  await recordEvent(tx, {
    jobId,
    attempt: job.at,
    type: 'job.waits',
    message: describeWait(wait),
    data: { reason, name },
  });
}
