import { z } from 'zod';
import { ConflictError } from '../../domain/errors.ts';
import type { Context } from '../context.ts';
import type { MutationRequest } from '../mutation.ts';
import { requestVaultTask, vaultTaskSchema } from '../vault-task/request.ts';
import { readAllOf } from './read-all.ts';
import { VERIFICATION } from './vault-task.ts';

const schema = vaultTaskSchema.extend({ everything: z.boolean().optional() });

/**
 * Checks what a vault holds now, not only when its day comes: one job for each site that reaches some of it. It reads the share
 * that is next in turn, whenever that was read last; with `everything` all shares, and what it does not come to later checks read.
 * @returns the id of the first
 * @throws NotFoundError; ConflictError NOTHING_TO_VERIFY for a vault that was never backed up to, JOB_RUNNING with the open job's id
 */
export async function requestVerification(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return requestVaultTask(ctx, {
    ...request,
    task: VERIFICATION,
    mutation: { name: 'verifyVault', action: 'vault.verify', schema },
    prepare: async (tx, { vaultId, everything }) => (everything ? readAllOf(tx, vaultId) : undefined),
    auditedAs: 'job.verification-requested',
    nothingToDo: nothingToVerify,
  });
}

function nothingToVerify(name: string): ConflictError {
  return new ConflictError({
    code: 'NOTHING_TO_VERIFY',
    message: `The vault ${name} is empty.`,
    cause: 'Nothing was ever backed up to it: its repository is made by the first backup.',
    remedy: 'Back something up to it first.',
  });
}
