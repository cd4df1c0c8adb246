import { randomBytes } from 'node:crypto';
import { newId } from '../../domain/ids.ts';
import { vaultInputSchema } from '../../domain/vault.ts';
import { repositories, vaults } from '../../schema/index.ts';
import { repositoryPasswordContext } from '../../sealed-contexts.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { chooseSite } from '../site/choose.ts';
import { bothSetAndTaken } from './update.ts';

const mutation = { name: 'createVault', action: 'vault.write', schema: vaultInputSchema } as const;

/**
 * Makes a vault with one repository, whose password is random and kept sealed. The repository itself is made on the
 * site's disk by the first backup.
 *
 * @throws InvalidInputError where its checks are both set and taken away; ConflictError ALREADY_EXISTS for a taken name or place, and what `mutate` throws
 */
export async function createVault(ctx: Context, request: MutationRequest): Promise<{ vaultId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { path, siteId: wanted, withoutVerification, ...given }) => {
    if (given.verifyDays !== undefined && withoutVerification) throw bothSetAndTaken('verifyDays');
    const settings = withoutVerification ? { ...given, verifyDays: null } : given;
    const now = ctx.clock.now();
    const vaultId = newId('vault', now);
    const repositoryId = newId('repository', now);
    const siteId = await chooseSite(tx, wanted);
    const password = randomBytes(32).toString('base64url');
    const sealedPassword = ctx.masterKey.seal(password, repositoryPasswordContext(repositoryId));
    await tx.insert(vaults).values({ id: vaultId, ...settings });
    await tx.insert(repositories).values({ id: repositoryId, vaultId, siteId, url: path, sealedPassword });
    await audit(ctx, tx, {
      action: 'vault.created',
      subjectId: vaultId,
      details: { ...settings, path },
    });
    return { vaultId };
  });
}
