import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../../client.ts';
import type { DrillPlan } from '../../domain/drill.ts';
import { noGoodPoint } from '../../domain/drill-errors.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { subjectOf, type JobOperation } from '../../domain/job.ts';
import { askedIn, slackPlaceSchema } from '../../domain/outbox.ts';
import { assertMayDo, type Action } from '../../domain/rights.ts';
import { jobs } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { renderJobAnew } from '../outbox/render-anew.ts';
import { createJob } from './create-job.ts';
import { findBackupableItem } from './find-backupable-item.ts';
import { findRestorablePoint } from '../../queries/restorable-point.ts';

const schema = z.strictObject({ jobId: idSchema('job'), announce: slackPlaceSchema.optional() });
const mutation = { name: 'retryJob', action: 'job.retry', schema } as const;

/**
 * Makes a new job that does again what a failed or cancelled one was to do, under the same plan.
 * @throws NotFoundError; ConflictError NOT_RETRYABLE, PROTECTION_STOPPED, POINT_NOT_AVAILABLE, DRILL_NO_POINT, or JOB_RUNNING with the id of
 * the job that is in the way
 */
export async function retryJob(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { jobId: retryOf, announce }) => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, retryOf));
    if (!job) throw new NotFoundError('job', retryOf);
    if (job.status !== 'FAILED' && job.status !== 'CANCELLED') throw notRetryable(retryOf, job.status);
    const needed = RETRIED_BY[job.operation];
    if (needed) assertMayDo(ctx.actor, needed);
    const { operation, siteId, exclusionKey, backupType, plan, planHash, keep, drill } = job;
    const subject = subjectOf(job);
    if (operation === 'BACKUP' && subject.itemId !== undefined) await findBackupableItem(tx, subject.itemId);
    if (plan) await findRestorablePoint(tx, plan.recoveryPointId);
    if (drill) await assertDrillable(tx, drill);
    const frozen = plan && planHash ? { plan: { plan, planHash } } : {};
    const place = askedIn(ctx.actor, announce);
    const jobId = await createJob(ctx, tx, {
      ...subject,
      operation,
      siteId,
      exclusionKey,
      backupType,
      keep,
      drill: drill && atAnyTime(drill),
      retryOf,
      askedIn: place,
      ...frozen,
    });
    await renderJobAnew(tx, retryOf);
    await audit(ctx, tx, { action: 'job.retried', subjectId: jobId, details: { retryOf } });
    return { jobId };
  });
}

/** A person's wish waits for no window. */
function atAnyTime({ recoveryPointId, choice, seed, sampleFiles, queries }: DrillPlan): DrillPlan {
  return { recoveryPointId, choice, seed, sampleFiles, queries };
}

async function assertDrillable(tx: Transaction, { recoveryPointId }: DrillPlan): Promise<void> {
  if (recoveryPointId === null) throw noGoodPoint();
  await findRestorablePoint(tx, recoveryPointId);
}

/** What doing it again needs besides, where whoever may retry jobs could not have asked for it. */
const RETRIED_BY: Partial<Record<JobOperation, Action>> = {
  RETENTION: 'policy.write',
  PRUNE: 'vault.prune',
  VERIFY: 'vault.verify',
  DRILL: 'drill.request',
};

function notRetryable(jobId: string, status: string): ConflictError {
  return new ConflictError({
    code: 'NOT_RETRYABLE',
    message: `${jobId} is ${status}.`,
    cause: 'Only a failed or cancelled job can be done again.',
    remedy: status.startsWith('COMPLETED') ? 'Start a new one.' : 'Wait for it to end.',
    jobId,
  });
}
