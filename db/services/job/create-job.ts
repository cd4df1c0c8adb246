import { and, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { actorRecord } from '../../domain/actor.ts';
import { ConflictError } from '../../domain/errors.ts';
import type { DrillPlan } from '../../domain/drill.ts';
import { newId, type Id } from '../../domain/ids.ts';
import { OPEN_STATUSES, type JobOperation, type JobSubject } from '../../domain/job.ts';
import type { SlackPlace } from '../../domain/outbox.ts';
import type { KeepDuration } from '../../domain/retention.ts';
import type { BackupType } from '../../domain/recovery-point.ts';
import type { RestorePlan } from '../../domain/restore.ts';
import { jobs } from '../../schema/index.ts';
import type { Context } from '../context.ts';
import { announceJob } from '../outbox/announce-job.ts';
import { assertTargetFree } from './assert-target-free.ts';
import { queueJob } from './queue-job.ts';
import { recordEvent } from './record-event.ts';

/** Attempts before a passing trouble ends a job. */
export const MAX_ATTEMPTS = 3;

export type NewJob = JobSubject & {
  readonly operation: JobOperation;
  readonly siteId: string;
  readonly exclusionKey: string;
  /** Of a backup. */
  readonly backupType?: BackupType | null;
  readonly plan?: { plan: RestorePlan; planHash: string };
  /** Of a drill. */
  readonly drill?: DrillPlan | null;
  readonly keep?: KeepDuration | null | undefined;
  readonly retryOf?: string;
  /** Where someone asked for it: the job's message goes there, besides where someone subscribed to its item. */
  readonly askedIn?: SlackPlace | undefined;
};

/**
 * Makes a job with its delivery in the caller's transaction.
 * @throws ConflictError JOB_RUNNING, naming the job, while another open job holds the exclusion key
 */
export async function createJob(ctx: Context, tx: Transaction, job: NewJob): Promise<Id<'job'>> {
  const id = newId('job', ctx.clock.now());
  const { plan, askedIn, ...rest } = job;
  if (plan) await assertTargetFree(tx, job.siteId, plan.plan.place);
  const [made] = await tx
    .insert(jobs)
    .values({ id, ...rest, ...plan, requestedBy: actorRecord(ctx.actor), maxAttempts: MAX_ATTEMPTS })
    .onConflictDoNothing()
    .returning({ id: jobs.id });
  if (!made) throw await jobRunning(tx, job.exclusionKey);
  await announceJob(tx, { id, subject: job, askedIn });
  await recordEvent(tx, { jobId: id, attempt: 0, type: 'job.queued', message: 'Waiting for a worker.' });
  await queueJob(ctx, tx, { id, operation: job.operation, siteId: job.siteId });
  return id;
}

async function jobRunning(tx: Transaction, exclusionKey: string): Promise<ConflictError> {
  const [open] = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.exclusionKey, exclusionKey), inArray(jobs.status, OPEN_STATUSES)));
  return new ConflictError({
    code: 'JOB_RUNNING',
    message: open ? `${open.id} is already doing this.` : 'Another job is just ending here.',
    cause: 'Only one such job at a time may be open.',
    remedy: 'Wait for it to end, or cancel it.',
    jobId: open?.id,
    retryable: true,
  });
}
