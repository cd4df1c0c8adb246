import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { principals, slackIdentities } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({
  principalId: idSchema('principal'),
  teamId: z.string().regex(/^[TE][A-Z0-9]{1,30}$/, 'is not the id of a Slack team (T…)'),
  userId: z.string().regex(/^[UW][A-Z0-9]{1,30}$/, 'is not the id of a Slack user (U…)'),
});
const mutation = { name: 'linkSlackUser', action: 'access.write', schema } as const;

/**
 * Says which principal a Slack user is. A user stands for one principal at most; a principal may have several users.
 * @throws NotFoundError for an unknown or disabled principal; ConflictError ALREADY_EXISTS for a user that is linked, and what `mutate` throws
 */
export async function linkSlackUser(ctx: Context, request: MutationRequest): Promise<{ principalId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const known = and(eq(principals.id, input.principalId), isNull(principals.disabledAt));
    const [principal] = await tx.select({ id: principals.id }).from(principals).where(known);
    if (!principal) throw new NotFoundError('principal', input.principalId);
    await tx.insert(slackIdentities).values(input);
    const { teamId, userId, principalId } = input;
    await audit(ctx, tx, { action: 'access.slack-linked', subjectId: principalId, details: { teamId, userId } });
    return { principalId };
  });
}
