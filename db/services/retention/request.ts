import { ConflictError } from '../../domain/errors.ts';
import type { Context } from '../context.ts';
import type { MutationRequest } from '../mutation.ts';
import { requestVaultTask, vaultTaskSchema } from '../vault-task/request.ts';
import { RETENTION } from './vault-task.ts';

/**
 * Applies retention to what a vault holds now, not only when its day comes: one job for each site that holds something.
 * @returns the id of the first
 * @throws NotFoundError; ConflictError NOTHING_TO_RETAIN for a vault without recovery points, JOB_RUNNING with the open job's id
 */
export async function requestRetention(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return requestVaultTask(ctx, {
    ...request,
    task: RETENTION,
    mutation: { name: 'applyRetention', action: 'policy.write', schema: vaultTaskSchema },
    auditedAs: 'job.retention-requested',
    nothingToDo: nothingToRetain,
  });
}

function nothingToRetain(name: string): ConflictError {
  return new ConflictError({
    code: 'NOTHING_TO_RETAIN',
    message: `The vault ${name} holds no recovery points.`,
    cause: 'Nothing was backed up to it yet, or all of it has been removed.',
    remedy: 'Back something up to it first.',
  });
}
