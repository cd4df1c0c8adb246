import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { TOKEN_SCOPES } from '../../domain/actor.ts';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { principals } from '../../schema/index.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { issueToken } from './issue-token.ts';

const schema = z.strictObject({
  principalId: idSchema('principal'),
  name: nameSchema(80),
  scopes: z
    .array(z.enum(TOKEN_SCOPES))
    .default([])
    .transform((scopes) => [...new Set(scopes)]),
  /** Absent: it counts until it is revoked. */
  expiresAt: z.date().optional(),
});
const mutation = { name: 'createApiToken', action: 'access.write', schema } as const;

/**
 * Makes an API token for a principal. Its text is given once, to the request that made it: a replay of that request
 * names the token but cannot show its text again, because the text is kept nowhere (law 10).
 *
 * @throws NotFoundError for an unknown or disabled principal, and what `mutate` throws
 */
export async function createToken(
  ctx: Context,
  request: MutationRequest,
): Promise<{ tokenId: string; text: string | undefined }> {
  let text: string | undefined;
  const answer = await mutate(ctx, { ...request, mutation }, async (tx, input) => {
    if (input.expiresAt && input.expiresAt <= ctx.clock.now()) {
      throw new InvalidInputError([{ path: 'expiresAt', message: 'must lie in the future' }]);
    }
    const known = and(eq(principals.id, input.principalId), isNull(principals.disabledAt));
    const [principal] = await tx.select({ id: principals.id }).from(principals).where(known);
    if (!principal) throw new NotFoundError('principal', input.principalId);
    const issued = await issueToken(ctx, tx, input);
    text = issued.text;
    return { tokenId: issued.tokenId };
  });
  return { tokenId: answer.tokenId, text };
}
