import { fingerprint } from '../../domain/fingerprint.ts';
import { exclusionKey } from '../../domain/job.ts';
import { askedIn } from '../../domain/outbox.ts';
import { restoreRequestSchema, type RestorePlan } from '../../domain/restore.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { createJob } from './create-job.ts';
import { findRestorablePoint } from '../../queries/restorable-point.ts';
import { planRestore, sourceOf } from '../../sources/index.ts';

const mutation = { name: 'requestRestore', action: 'restore.request', schema: restoreRequestSchema } as const;

/**
 * Freezes a restore's plan and queues it. Two restores whose targets lie in one another are never open together.
 * @throws InvalidInputError for what its kind of source cannot do; NotFoundError; ConflictError POINT_NOT_AVAILABLE, or JOB_RUNNING with the id of the restore that is in the way
 */
export async function requestRestore(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const found = await findRestorablePoint(tx, input.recoveryPointId);
    const plan: RestorePlan = {
      recoveryPointId: found.point.id,
      itemId: found.item.id,
      ...planRestore(input, { source: sourceOf(found.item), contents: found.point.contents }),
      conflict: input.target.conflict,
      keepReplacedDays: found.policy.keepReplacedDays,
    };
    const jobId = await createJob(ctx, tx, {
      operation: 'RESTORE',
      itemId: found.item.id,
      siteId: found.item.siteId,
      exclusionKey: exclusionKey({ restoreTo: plan.place, site: found.item.siteId }),
      plan: { plan, planHash: fingerprint(plan) },
      askedIn: askedIn(ctx.actor, input.announce),
    });
    await audit(ctx, tx, { action: 'job.restore-requested', subjectId: jobId, details: { ...plan } });
    return { jobId };
  });
}
