import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { limitSchema } from '../../domain/site.ts';
import { verifyDaysSchema } from '../../domain/verification.ts';
import { vaults } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({
  vaultId: idSchema('vault'),
  maxJobs: limitSchema.optional(),
  withoutMaxJobs: z.boolean().default(false),
  verifyDays: verifyDaysSchema.optional(),
  withoutVerification: z.boolean().default(false),
});
const mutation = { name: 'updateVault', action: 'vault.write', schema } as const;

/**
 * Changes how many jobs at once move data to or from a vault, and within how many days all of it is read. What runs goes on.
 * @throws NotFoundError; InvalidInputError where nothing is given, or a setting is both set and taken away; and what `mutate` throws
 */
export async function updateVault(ctx: Context, request: MutationRequest): Promise<{ vaultId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { vaultId, ...given }) => {
    const changes = {
      ...changeOf('maxJobs', given.maxJobs, given.withoutMaxJobs),
      ...changeOf('verifyDays', given.verifyDays, given.withoutVerification),
    };
    if (Object.keys(changes).length === 0) {
      throw new InvalidInputError([{ path: 'maxJobs', message: 'nothing is given that could be changed' }]);
    }
    const [vault] = await tx.update(vaults).set(changes).where(eq(vaults.id, vaultId)).returning();
    if (!vault) throw new NotFoundError('vault', vaultId);
    await audit(ctx, tx, { action: 'vault.updated', subjectId: vaultId, details: { name: vault.name, ...changes } });
    return { vaultId };
  });
}

/** A setting as it is to be from now on; nothing where nothing is said of it. */
function changeOf<S extends string>(
  setting: S,
  value: number | undefined,
  isTaken: boolean,
): Partial<Record<S, number | null>>;
function changeOf(setting: string, value: number | undefined, isTaken: boolean): Record<string, number | null> {
  if (value !== undefined && isTaken) throw bothSetAndTaken(setting);
  if (isTaken) return { [setting]: null };
  return value === undefined ? {} : { [setting]: value };
}

export function bothSetAndTaken(path: string): InvalidInputError {
  return new InvalidInputError([{ path, message: 'cannot be both set and taken away' }]);
}
