import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { actorRecord } from '../../domain/actor.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema, newId } from '../../domain/ids.ts';
import { isStorable, NOT_STORABLE } from '../../domain/text.ts';
import { recoveryPointHolds, recoveryPoints } from '../../schema/index.ts';
import { recallUnusualChange } from '../alert/unusual-change.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { BACK } from '../retention/mark.ts';

const schema = z.strictObject({
  recoveryPointId: idSchema('recoveryPoint'),
  reason: z.string().trim().min(1).max(500).refine(isStorable, NOT_STORABLE),
});
const mutation = { name: 'holdRecoveryPoint', action: 'point.hold', schema } as const;

/**
 * Keeps a recovery point, whatever its retention says, until the hold is released; there may be several, each with its reason. A
 * point that was deleted softly comes back.
 * @throws NotFoundError; ConflictError POINT_REMOVED where it is being removed for good or has been
 */
export async function holdRecoveryPoint(
  ctx: Context,
  request: MutationRequest,
): Promise<{ pointId: string; holdId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { recoveryPointId: pointId, reason }) => {
    // The lock that retention takes before it asks who holds what.
    const [point] = await tx.select().from(recoveryPoints).where(eq(recoveryPoints.id, pointId)).for('update');
    if (!point) throw new NotFoundError('recovery point', pointId);
    if (point.state === 'REMOVING' || point.state === 'REMOVED') throw pointRemoved(pointId);
    const holdId = newId('hold', ctx.clock.now());
    await tx.insert(recoveryPointHolds).values({ id: holdId, pointId, reason, heldBy: actorRecord(ctx.actor) });
    const cameBack = point.state === 'SOFT_DELETED';
    if (cameBack) {
      await tx.update(recoveryPoints).set(BACK).where(eq(recoveryPoints.id, pointId));
      await recallUnusualChange(ctx, tx, point.itemId);
    }
    await audit(ctx, tx, { action: 'recovery-point.held', subjectId: pointId, details: { holdId, reason, cameBack } });
    return { pointId, holdId };
  });
}

function pointRemoved(pointId: string): ConflictError {
  return new ConflictError({
    code: 'POINT_REMOVED',
    message: `Recovery point ${pointId} is no longer there.`,
    cause: 'Its retention ended, and so did the days in which it could be brought back.',
    remedy: 'Hold another point of the item.',
  });
}
