import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { limitSchema } from '../../domain/site.ts';
import { vaults } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({
  vaultId: idSchema('vault'),
  maxJobs: limitSchema.optional(),
  withoutMaxJobs: z.boolean().default(false),
});
const mutation = { name: 'updateVault', action: 'vault.write', schema } as const;

/**
 * Changes how many jobs at once move data to or from a vault. What runs goes on.
 * @throws NotFoundError; InvalidInputError where nothing is given, or the limit is both set and taken away; and what `mutate` throws
 */
export async function updateVault(ctx: Context, request: MutationRequest): Promise<{ vaultId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { vaultId, maxJobs, withoutMaxJobs }) => {
    if ((maxJobs !== undefined) === withoutMaxJobs) {
      const message = withoutMaxJobs ? 'cannot be both set and taken away' : 'must be given, or withoutMaxJobs';
      throw new InvalidInputError([{ path: 'maxJobs', message }]);
    }
    const limit = maxJobs ?? null;
    const [vault] = await tx.update(vaults).set({ maxJobs: limit }).where(eq(vaults.id, vaultId)).returning();
    if (!vault) throw new NotFoundError('vault', vaultId);
    await audit(ctx, tx, {
      action: 'vault.updated',
      subjectId: vaultId,
      details: { name: vault.name, maxJobs: limit },
    });
    return { vaultId };
  });
}
