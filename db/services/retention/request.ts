import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { vaults } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { sitesWithPoints } from './claim-due.ts';
import { queueRetention } from './queue.ts';

const schema = z.strictObject({ vaultId: idSchema('vault') });
const mutation = { name: 'applyRetention', action: 'policy.write', schema } as const;

/**
 * Applies retention to what a vault holds now, not only when its day comes: one job for each site that holds something.
 * @returns the id of the first
 * @throws NotFoundError; ConflictError NOTHING_TO_RETAIN for a vault without recovery points, JOB_RUNNING with the open job's id
 */
export async function requestRetention(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { vaultId }) => {
    const [vault] = await tx.select({ name: vaults.name }).from(vaults).where(eq(vaults.id, vaultId));
    if (!vault) throw new NotFoundError('vault', vaultId);
    const sites = await sitesWithPoints(tx, vaultId);
    const jobIds: string[] = [];
    for (const siteId of sites) jobIds.push(await queueRetention(ctx, tx, { vaultId, siteId }));
    const [jobId] = jobIds;
    if (jobId === undefined) throw nothingToRetain(vault.name);
    await audit(ctx, tx, { action: 'job.retention-requested', subjectId: vaultId, details: { jobIds } });
    return { jobId };
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
