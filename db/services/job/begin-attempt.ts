import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { Wait } from '../../domain/admission.ts';
import { isFinal } from '../../domain/job.ts';
import { NOW } from '../../schema/columns.ts';
import { jobAttempts, jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { admitJob } from './admit.ts';
import { noteWait } from './note-wait.ts';
import { recordEvent } from './record-event.ts';

/**
 * How long a worker holds an attempt without being heard of. Longer than a restart of the store, so that a run outlives
 * that; the death of a worker is noticed sooner by its heartbeat, and taken over sooner where it can be proven.
 */
export const LEASE_SECONDS = 60;

/** What a run finds when it takes a delivery. */
export type Beginning =
  /** The job has ended or does not exist: the delivery does nothing. */
  | { readonly kind: 'ENDED' }
  /** Another attempt holds the job. Whether that one is dead is for the caller to prove (`loseAttempt`). */
  | { readonly kind: 'HELD'; readonly attempt: number; readonly workerId: string; readonly leaseEnded: boolean }
  /** Its site or its vault does not let it begin now. It stays queued, and is handed out again when they do (`releaseWaiting`). */
  | { readonly kind: 'WAITS'; readonly wait: Wait }
  /** The job is ours under this fencing number. `SETTLE` and `CANCEL`: take back or adopt what earlier attempts left, start nothing new. */
  | {
      readonly kind: 'BEGUN';
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly mode: 'RUN' | 'SETTLE' | 'CANCEL';
    };

/**
 * Takes a job for this worker: raises the fencing number and opens an attempt under it, unless the job has ended or an
 * attempt is open (law 2), or the limits, pauses and maintenance of its site and vault keep it waiting. Any number of callers at once: one begins.
 */
export async function beginAttempt(services: Services, run: { jobId: string; workerId: string }): Promise<Beginning> {
  return services.db.transaction(async (tx) => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, run.jobId)).for('no key update');
    if (!job || isFinal(job.status) || job.status === 'WAITING_APPROVAL') return { kind: 'ENDED' };
    const open = await openAttempt(tx, run.jobId);
    if (open) return { kind: 'HELD', attempt: open.number, workerId: open.workerId, leaseEnded: open.leaseEnded };
    const attempt = job.attempt + 1;
    const cancelling = job.status === 'CANCELLING';
    const mode = cancelling ? 'CANCEL' : attempt > job.maxAttempts ? 'SETTLE' : 'RUN';
    const wait = cancelling ? null : await mayHaveToWait(tx, job);
    if (wait) {
      await noteWait(tx, { jobId: job.id, wait });
      return { kind: 'WAITS', wait };
    }
    await tx
      .update(jobs)
      .set({
        attempt,
        status: cancelling ? 'CANCELLING' : 'IN_PROGRESS',
        startedAt: job.startedAt ?? NOW,
        progress: null,
        waitsFor: null,
        releasedAt: null,
        movedAt: NOW,
        nextAttemptAt: null,
      })
      .where(eq(jobs.id, run.jobId));
    await tx
      .insert(jobAttempts)
      .values({ jobId: run.jobId, number: attempt, workerId: run.workerId, leaseUntil: leaseEnd() });
    await recordEvent(tx, {
      jobId: run.jobId,
      attempt,
      type: 'attempt.started',
      message: `Attempt ${attempt} of ${job.maxAttempts}.`,
    });
    return { kind: 'BEGUN', attempt, maxAttempts: job.maxAttempts, mode };
  });
}

/** What kept a job from going on that had begun: it is no new work. */
const CUT_OFF = new Set(['WORKER_STOPPING', 'STORE_UNREACHABLE']);

async function mayHaveToWait(tx: Transaction, job: typeof jobs.$inferSelect): Promise<Wait | null> {
  if (job.attempt === 0) return admitJob(tx, job);
  const [last] = await tx
    .select({ outcome: jobAttempts.outcome, error: jobAttempts.error })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.jobId, job.id), eq(jobAttempts.number, job.attempt)));
  // What takes back what was left waits for nothing else.
  if (last?.outcome === 'LOST' || job.attempt >= job.maxAttempts) return admitJob(tx, job, 'MAINTENANCE');
  return admitJob(tx, job, CUT_OFF.has(last?.error?.code ?? '') ? 'ALL_BUT_PAUSES' : 'ALL');
}

/** The end of a lease that begins now, by the database's clock. */
export function leaseEnd() {
  return sql`now() + make_interval(secs => ${LEASE_SECONDS})`;
}

async function openAttempt(tx: Transaction, jobId: string) {
  const [open] = await tx
    .select({
      number: jobAttempts.number,
      workerId: jobAttempts.workerId,
      leaseEnded: sql<boolean>`${jobAttempts.leaseUntil} < now()`,
    })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.jobId, jobId), isNull(jobAttempts.endedAt)));
  return open;
}
