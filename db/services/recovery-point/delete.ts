import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { isStorable, NOT_STORABLE } from '../../domain/text.ts';
import { recoveryPoints } from '../../schema/index.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { heldAmong } from '../retention/held-among.ts';
import { deletePoints } from './delete-points.ts';

const schema = z.strictObject({
  recoveryPointId: idSchema('recoveryPoint'),
  reason: z.string().trim().min(1).max(500).refine(isStorable, NOT_STORABLE),
});
const mutation = { name: 'deleteRecoveryPoint', action: 'data.delete', schema } as const;

/**
 * Deletes a recovery point softly: it can be undeleted for the days of its vault, then it is removed for good.
 * @throws NotFoundError; ConflictError POINT_HELD, POINT_NOT_AVAILABLE where it is deleted already
 */
export async function deleteRecoveryPoint(ctx: Context, request: MutationRequest): Promise<{ pointId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { recoveryPointId: pointId, reason }) => {
    const [point] = await tx.select().from(recoveryPoints).where(eq(recoveryPoints.id, pointId)).for('update');
    if (!point) throw new NotFoundError('recovery point', pointId);
    if (point.state !== 'AVAILABLE') throw deletedAlready(pointId);
    if ((await heldAmong(tx, [pointId])).size > 0) throw pointHeld(pointId);
    await deletePoints(ctx, tx, { ids: [pointId], reason });
    return { pointId };
  });
}

function pointHeld(pointId: string): ConflictError {
  return new ConflictError({
    code: 'POINT_HELD',
    message: `Recovery point ${pointId} is held.`,
    cause: 'Someone said that it must stay, and why.',
    remedy: 'Read its holds, and release them first if they no longer count.',
  });
}

function deletedAlready(pointId: string): ConflictError {
  return new ConflictError({
    code: 'POINT_NOT_AVAILABLE',
    message: `Recovery point ${pointId} is deleted already.`,
    cause: 'Retention or someone deleted it before.',
    remedy: 'Nothing to do.',
  });
}
