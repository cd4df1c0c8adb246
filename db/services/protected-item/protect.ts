import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { NotFoundError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { protectInputSchema } from '../../domain/protected-item.ts';
import { policies, protectedItems, repositories } from '../../schema/index.ts';
import { itemSecretContext } from '../../sealed-contexts.ts';
import { givenSourceSchema } from '../../sources/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { planItems } from '../schedule/plan.ts';

const schema = protectInputSchema.extend({ source: givenSourceSchema }) satisfies z.ZodType;
const mutation = { name: 'protectItem', action: 'item.write', schema } as const;

/**
 * Puts a data source under a policy in a vault. The item stays in the vault's repository for good. Whether the source can
 * be reached and may be read shows with the first backup: only the site's worker can tell. A password is sealed, and given
 * back by nothing.
 *
 * @throws NotFoundError for an unknown vault or policy; ConflictError ALREADY_EXISTS for a taken name,
 *   BACKUP_TYPE_UNSUPPORTED where the policy has a rule that the kind cannot follow; and what `mutate` throws
 */
export async function protectItem(ctx: Context, request: MutationRequest): Promise<{ itemId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const { source, ...rest } = input;
    const [repository] = await tx.select().from(repositories).where(eq(repositories.vaultId, input.vaultId)).limit(1);
    if (!repository) throw new NotFoundError('vault', input.vaultId);
    const [policy] = await tx.select().from(policies).where(eq(policies.id, input.policyId)).for('share');
    if (!policy) throw new NotFoundError('policy', input.policyId);
    const itemId = newId('protectedItem', ctx.clock.now());
    const secret = 'password' in source ? source.password : undefined;
    await tx.insert(protectedItems).values({
      ...rest,
      id: itemId,
      kind: source.kind,
      config: source.config,
      sealedSecret: secret === undefined ? null : ctx.masterKey.seal(secret, itemSecretContext(itemId)),
      siteId: repository.siteId,
      repositoryId: repository.id,
    });
    if (policy.schedule) {
      const items = [{ id: itemId, name: input.name, kind: source.kind }];
      await planItems(tx, { items, schedule: policy.schedule, now: await scheduleNow(tx) });
    }
    await audit(ctx, tx, {
      action: 'item.protected',
      subjectId: itemId,
      details: { name: input.name, kind: source.kind },
    });
    return { itemId };
  });
}
