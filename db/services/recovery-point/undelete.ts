import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { isAmong } from '../../queries/is-among.ts';
import { protectedItems, recoveryPoints } from '../../schema/index.ts';
import { recallUnusualChange } from '../alert/unusual-change.ts';
import { auditAll } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { lockObjectives } from '../objective/lock.ts';
import { aroundChange } from '../objective/settle.ts';
import { BACK } from '../retention/mark.ts';

const schema = z.strictObject({
  itemId: idSchema('protectedItem'),
  /** Left out: all points of the item. */
  recoveryPointId: idSchema('recoveryPoint').optional(),
});
const mutation = { name: 'undelete', action: 'item.write', schema } as const;

/**
 * Brings back what people deleted of an item, or one point of it, as long as it is not being removed for good. What retention deleted
 * comes back by a hold, or by a longer retention: retention would only delete it again.
 * @throws NotFoundError; ConflictError NOTHING_TO_UNDELETE
 */
export async function undelete(ctx: Context, request: MutationRequest): Promise<{ itemId: string; undeleted: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId, recoveryPointId }) => {
    const [item] = await tx.select().from(protectedItems).where(eq(protectedItems.id, itemId));
    if (!item) throw new NotFoundError('protected item', itemId);
    await lockObjectives(tx, [itemId]);
    const points = await tx
      .select({ id: recoveryPoints.id })
      .from(recoveryPoints)
      .where(
        and(
          eq(recoveryPoints.itemId, itemId),
          eq(recoveryPoints.state, 'SOFT_DELETED'),
          sql`${recoveryPoints.deletion} ->> 'by' = 'PERSON'`,
          ...(recoveryPointId === undefined ? [] : [eq(recoveryPoints.id, recoveryPointId)]),
        ),
      )
      .orderBy(recoveryPoints.id)
      .for('update');
    if (points.length === 0) throw nothingToUndelete(item.name);
    const ids = points.map(({ id }) => id);
    await aroundChange(ctx, tx, {
      itemIds: [itemId],
      change: () => tx.update(recoveryPoints).set(BACK).where(isAmong(recoveryPoints.id, ids)),
    });
    await recallUnusualChange(ctx, tx, itemId);
    await auditAll(
      ctx,
      tx,
      ids.map((subjectId) => ({ action: 'recovery-point.undeleted', subjectId })),
    );
    return { itemId, undeleted: String(ids.length) };
  });
}

function nothingToUndelete(name: string): ConflictError {
  return new ConflictError({
    code: 'NOTHING_TO_UNDELETE',
    message: `Of ${name} nobody deleted anything that can still be brought back.`,
    cause: 'Nothing of it is deleted, retention deleted it, or its days are over and it is being removed.',
    remedy: 'To bring back what retention deleted hold it, or make the retention of its policy longer.',
  });
}
