import { and, eq, isNull } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { FencedError } from '../../domain/errors.ts';
import type { AttemptOutcome } from '../../domain/job.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { isFinal } from '../../domain/job.ts';
import { STALL_CODES } from '../../domain/stalled.ts';
import { NOW } from '../../schema/columns.ts';
import { jobAttempts, jobs, jobTasks } from '../../schema/index.ts';
import { giveUpLeases } from '../lease/give-up.ts';
import { resolveStalls } from '../alert/resolve-stalls.ts';

/** The job and the fencing number under which a run claims to hold it. */
export interface Hold {
  readonly jobId: string;
  readonly attempt: number;
}

/**
 * Locks the job's row and proves that this attempt still holds it; until the transaction ends nobody else can take it. The
 * lock is one that lets others write to the job's log meanwhile.
 * @throws FencedError when another attempt holds the job, this one was ended, or the job has ended
 */
export async function assertHeld(tx: Transaction, hold: Hold) {
  const [job] = await tx.select().from(jobs).where(eq(jobs.id, hold.jobId)).for('no key update');
  const [attempt] = await tx.select().from(jobAttempts).where(attemptIs(hold));
  if (!job || job.attempt !== hold.attempt || isFinal(job.status) || !attempt || attempt.endedAt) {
    throw new FencedError(hold.jobId, hold.attempt);
  }
  return job;
}

/** Ends an attempt's row, the tasks and leases that it leaves and what was told of its course. The caller has proven that it may. */
export async function endAttempt(
  tx: Transaction,
  hold: Hold,
  end: { outcome: AttemptOutcome; error?: ErrorInfo },
): Promise<void> {
  await tx
    .update(jobTasks)
    .set({ endedAt: NOW })
    .where(and(eq(jobTasks.jobId, hold.jobId), eq(jobTasks.attempt, hold.attempt), isNull(jobTasks.endedAt)));
  await giveUpLeases(tx, hold);
  await tx
    .update(jobAttempts)
    .set({ ...end, endedAt: NOW })
    .where(attemptIs(hold));
  await resolveStalls(tx, hold.jobId, STALL_CODES);
}

function attemptIs(hold: Hold) {
  return and(eq(jobAttempts.jobId, hold.jobId), eq(jobAttempts.number, hold.attempt));
}
