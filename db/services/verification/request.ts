import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { vaults } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { sitesWithRepositories } from './claim-due.ts';
import { queueVerification } from './queue.ts';

const schema = z.strictObject({ vaultId: idSchema('vault') });
const mutation = { name: 'verifyVault', action: 'vault.verify', schema } as const;

/**
 * Checks what a vault holds now, not only when its day comes: one job for each site that reaches some of it. It reads the share
 * that is next in turn, whenever that was read last.
 * @returns the id of the first
 * @throws NotFoundError; ConflictError NOTHING_TO_VERIFY for a vault that was never backed up to, JOB_RUNNING with the open job's id
 */
export async function requestVerification(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { vaultId }) => {
    const [vault] = await tx.select({ name: vaults.name }).from(vaults).where(eq(vaults.id, vaultId));
    if (!vault) throw new NotFoundError('vault', vaultId);
    const jobIds: string[] = [];
    for (const siteId of await sitesWithRepositories(tx, vaultId)) {
      jobIds.push(await queueVerification(ctx, tx, { vaultId, siteId }));
    }
    const [jobId] = jobIds;
    if (jobId === undefined) throw nothingToVerify(vault.name);
    await audit(ctx, tx, { action: 'job.verification-requested', subjectId: vaultId, details: { jobIds } });
    return { jobId };
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
