import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { policies, protectedItems, recoveryPoints } from '../../schema/index.ts';

/**
 * A recovery point with its item and the item's policy.
 * @throws NotFoundError; ConflictError POINT_NOT_AVAILABLE for a soft-deleted point
 */
export async function findRestorablePoint(tx: Transaction, pointId: string) {
  const [found] = await tx
    .select({ point: recoveryPoints, item: protectedItems, policy: policies })
    .from(recoveryPoints)
    .innerJoin(protectedItems, eq(protectedItems.id, recoveryPoints.itemId))
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .where(eq(recoveryPoints.id, pointId));
  if (!found) throw new NotFoundError('recovery point', pointId);
  if (found.point.state === 'AVAILABLE') return found;
  throw new ConflictError({
    code: 'POINT_NOT_AVAILABLE',
    message: `Recovery point ${pointId} is deleted.`,
    cause: 'It was soft-deleted by retention or by someone.',
    remedy: 'Choose another point, or undelete it first.',
  });
}
