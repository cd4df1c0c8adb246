import { eq } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { ConflictError, NotFoundError } from '../domain/errors.ts';
import { policies, protectedItems, recoveryPoints } from '../schema/index.ts';

/**
 * A recovery point with its item and the item's policy.
 * @throws NotFoundError; ConflictError POINT_NOT_AVAILABLE for a soft-deleted point
 */
export async function findRestorablePoint(db: Database | Transaction, pointId: string) {
  const [found] = await db
    .select({ point: recoveryPoints, item: protectedItems, policy: policies })
    .from(recoveryPoints)
    .innerJoin(protectedItems, eq(protectedItems.id, recoveryPoints.itemId))
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .where(eq(recoveryPoints.id, pointId));
  if (!found) throw new NotFoundError('recovery point', pointId);
  if (found.point.state === 'AVAILABLE') return found;
  throw notAvailable(found.point);
}

function notAvailable({ id, state, deletion }: typeof recoveryPoints.$inferSelect): ConflictError {
  const byPerson = deletion?.by === 'PERSON';
  const cause = byPerson ? 'Someone deleted it' : 'Retention deleted it';
  const way = byPerson ? 'undelete it first' : 'hold it, which brings it back';
  const isForGood = state !== 'SOFT_DELETED';
  return new ConflictError({
    code: 'POINT_NOT_AVAILABLE',
    message: `Recovery point ${id} is deleted.`,
    cause: isForGood ? `${cause}, and the days in which it could come back are over.` : `${cause}.`,
    remedy: isForGood ? 'Choose another point.' : `Choose another point, or ${way}.`,
  });
}
