import { ConflictError } from '../../domain/errors.ts';
import type { Context } from '../context.ts';
import type { MutationRequest } from '../mutation.ts';
import { requestVaultTask, vaultTaskSchema } from '../vault-task/request.ts';
import { PRUNE } from './vault-task.ts';

/**
 * Has a vault reclaim now what space it can, however little that is: one job for each site that has something of it.
 * @returns the id of the first
 * @throws NotFoundError; ConflictError NOTHING_TO_PRUNE for a vault that was never written to, JOB_RUNNING with the open job's id
 */
export async function requestPrune(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return requestVaultTask(ctx, {
    ...request,
    task: PRUNE,
    mutation: { name: 'pruneVault', action: 'vault.prune', schema: vaultTaskSchema },
    auditedAs: 'job.prune-requested',
    nothingToDo: nothingToPrune,
  });
}

function nothingToPrune(name: string): ConflictError {
  return new ConflictError({
    code: 'NOTHING_TO_PRUNE',
    message: `The vault ${name} has never been written to.`,
    cause: 'Nothing was backed up to it yet.',
    remedy: 'Back something up to it first.',
  });
}
