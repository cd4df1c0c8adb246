import { newId } from '../../domain/ids.ts';
import { policyInputSchema } from '../../domain/policy.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { policies } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const mutation = { name: 'createPolicy', action: 'policy.write', schema: policyInputSchema } as const;

/**
 * Makes a policy. What is put under it runs by its schedule, where it has one.
 * @throws ConflictError ALREADY_EXISTS for a taken name, and what `mutate` throws
 */
export async function createPolicy(ctx: Context, request: MutationRequest): Promise<{ policyId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { drill, ...input }) => {
    const policyId = newId('policy', ctx.clock.now());
    const kept = drill && { ...drill, since: (await scheduleNow(tx)).toISOString() };
    await tx.insert(policies).values({ id: policyId, ...input, drill: kept });
    await audit(ctx, tx, {
      action: 'policy.created',
      subjectId: policyId,
      details: { ...input, ...(drill && { drill }) },
    });
    return { policyId };
  });
}
