import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { SCHEDULE_NOW, scheduleNow } from '../../queries/schedule-now.ts';
import { policies, protectedItems } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { lockObjectives } from '../objective/lock.ts';
import { aroundChange } from '../objective/settle.ts';
import { firstDrillAt } from '../drill/plan.ts';
import { planItems } from '../schedule/plan.ts';
import { lockItem } from './lock.ts';

const schema = z.strictObject({ itemId: idSchema('protectedItem') });
const mutation = { name: 'resumeProtection', action: 'item.write', schema } as const;

/**
 * Protects an item again whose protection was stopped: backups run by its policy's schedule from now on, and retention counts again
 * for what there is. What a person deleted stays deleted until it is undeleted.
 * @throws NotFoundError; ConflictError ALREADY_PROTECTED, BACKUP_TYPE_UNSUPPORTED
 */
export async function resumeProtection(ctx: Context, request: MutationRequest): Promise<{ itemId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId }) => {
    const [found] = await tx
      .select({ policyId: protectedItems.policyId })
      .from(protectedItems)
      .where(eq(protectedItems.id, itemId));
    if (!found) throw new NotFoundError('protected item', itemId);
    // The policy before the item, in the order in which an edit of the policy takes them.
    const [policy] = await tx.select().from(policies).where(eq(policies.id, found.policyId)).for('share');
    await lockObjectives(tx, [itemId]);
    const item = await lockItem(tx, itemId);
    if (item.state === 'PROTECTED') throw alreadyProtected(item.name);
    const now = await scheduleNow(tx);
    const nextDrillAt = firstDrillAt(policy?.drill, itemId, now);
    await aroundChange(ctx, tx, {
      itemIds: [itemId],
      change: async () => {
        await tx
          .update(protectedItems)
          .set({ state: 'PROTECTED', afterStop: 'RETAIN_FOREVER', protectedAt: SCHEDULE_NOW, nextDrillAt })
          .where(eq(protectedItems.id, itemId));
        // What is told of its objectives tells what is planned.
        if (policy?.schedule) await planItems(tx, { items: [item], schedule: policy.schedule, now });
      },
    });
    await audit(ctx, tx, { action: 'item.protection-resumed', subjectId: itemId });
    return { itemId };
  });
}

function alreadyProtected(name: string): ConflictError {
  return new ConflictError({
    code: 'ALREADY_PROTECTED',
    message: `${name} is protected.`,
    cause: 'Its protection was not stopped, or someone resumed it before.',
    remedy: 'Nothing to do.',
  });
}
