import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { NOW } from '../../schema/columns.ts';
import { apiTokens } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({ tokenId: idSchema('apiToken') });
const mutation = { name: 'revokeApiToken', action: 'access.write', schema } as const;

/**
 * Ends a token's validity at once. Revoking again changes nothing.
 * @throws NotFoundError, and what `mutate` throws
 */
export async function revokeToken(ctx: Context, request: MutationRequest): Promise<{ tokenId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { tokenId }) => {
    const [token] = await tx
      .select({ revokedAt: apiTokens.revokedAt })
      .from(apiTokens)
      .where(eq(apiTokens.id, tokenId))
      .for('update');
    if (!token) throw new NotFoundError('API token', tokenId);
    if (token.revokedAt) return { tokenId };
    await tx.update(apiTokens).set({ revokedAt: NOW }).where(eq(apiTokens.id, tokenId));
    await audit(ctx, tx, { action: 'access.token-revoked', subjectId: tokenId });
    return { tokenId };
  });
}
