import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { vaults } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { queuePrune, sitesWithRepositories } from './queue.ts';

const schema = z.strictObject({ vaultId: idSchema('vault') });
const mutation = { name: 'pruneVault', action: 'vault.prune', schema } as const;

/**
 * Has a vault reclaim now what space it can, however little that is: one job for each site that has something of it.
 * @returns the id of the first
 * @throws NotFoundError; ConflictError NOTHING_TO_PRUNE for a vault that was never written to, JOB_RUNNING with the open job's id
 */
export async function requestPrune(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { vaultId }) => {
    const [vault] = await tx.select({ name: vaults.name }).from(vaults).where(eq(vaults.id, vaultId));
    if (!vault) throw new NotFoundError('vault', vaultId);
    const jobIds: string[] = [];
    for (const siteId of await sitesWithRepositories(tx, vaultId)) {
      jobIds.push(await queuePrune(ctx, tx, { vaultId, siteId }));
    }
    const [jobId] = jobIds;
    if (jobId === undefined) throw nothingToPrune(vault.name);
    await audit(ctx, tx, { action: 'job.prune-requested', subjectId: vaultId, details: { jobIds } });
    return { jobId };
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
