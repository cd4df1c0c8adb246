import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { actorRecord } from '../../domain/actor.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { NOW } from '../../schema/columns.ts';
import { recoveryPointHolds } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({ holdId: idSchema('hold') });
const mutation = { name: 'releaseHold', action: 'point.hold', schema } as const;

/**
 * Ends a hold. Retention judges the point again the next time it is applied; nothing goes at once.
 * @throws NotFoundError; ConflictError HOLD_RELEASED where it was released before
 */
export async function releaseHold(
  ctx: Context,
  request: MutationRequest,
): Promise<{ pointId: string; holdId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { holdId }) => {
    const [released] = await tx
      .update(recoveryPointHolds)
      .set({ releasedBy: actorRecord(ctx.actor), releasedAt: NOW })
      .where(and(eq(recoveryPointHolds.id, holdId), isNull(recoveryPointHolds.releasedAt)))
      .returning();
    if (!released) throw await notHeld(tx, holdId);
    const { pointId, reason } = released;
    await audit(ctx, tx, { action: 'recovery-point.released', subjectId: pointId, details: { holdId, reason } });
    return { pointId, holdId };
  });
}

async function notHeld(tx: Parameters<typeof audit>[1], holdId: string): Promise<NotFoundError | ConflictError> {
  const [known] = await tx.select().from(recoveryPointHolds).where(eq(recoveryPointHolds.id, holdId));
  if (!known) return new NotFoundError('hold', holdId);
  return new ConflictError({
    code: 'HOLD_RELEASED',
    message: `${holdId} was released already.`,
    cause: 'Someone ended it before.',
    remedy: 'Nothing to do. To keep the point hold it again.',
  });
}
