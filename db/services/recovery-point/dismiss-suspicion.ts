import { and, asc, eq, lte } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../../client.ts';
import { actorRecord } from '../../domain/actor.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import type { Suspicion } from '../../domain/suspicion.ts';
import { isAmong } from '../../queries/is-among.ts';
import { IS_SUSPECT } from '../../queries/suspicions.ts';
import { NOW } from '../../schema/columns.ts';
import { recoveryPoints } from '../../schema/index.ts';
import { settleUnusualChange } from '../alert/unusual-change.ts';
import { auditAll } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({ recoveryPointId: idSchema('recoveryPoint') });
const mutation = { name: 'dismissSuspicion', action: 'suspicion.dismiss', schema } as const;

/**
 * Says that a point's unusual change was meant: it counts as usual from then on. With it go the open suspicions of the item's earlier points
 * that have no other reasons than this one: the same change, seen before. Ends the item's alert where no suspect point is left.
 * Dismissing again changes nothing: who was first stays named.
 * @throws NotFoundError; ConflictError NOT_SUSPICIOUS
 */
export async function dismissSuspicion(ctx: Context, request: MutationRequest): Promise<{ pointId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { recoveryPointId: pointId }) => {
    const [point] = await tx.select().from(recoveryPoints).where(eq(recoveryPoints.id, pointId)).for('update');
    if (!point) throw new NotFoundError('recovery point', pointId);
    if (!point.suspicion) throw notSuspicious(pointId);
    if (point.suspicionDismissedAt !== null) return { pointId };
    const ids = [pointId, ...(await sameBefore(tx, { ...point, suspicion: point.suspicion }))];
    await tx
      .update(recoveryPoints)
      .set({ suspicionDismissedAt: NOW, suspicionDismissedBy: actorRecord(ctx.actor) })
      .where(isAmong(recoveryPoints.id, ids));
    const action = 'recovery-point.suspicion-dismissed';
    await auditAll(
      ctx,
      tx,
      ids.map((subjectId) => ({ action, subjectId, ...(subjectId !== pointId && { details: { with: pointId } }) })),
    );
    await settleUnusualChange(tx, [point.itemId]);
    return { pointId };
  });
}

interface Suspected {
  readonly id: string;
  readonly itemId: string;
  readonly takenAt: Date;
  readonly suspicion: Suspicion;
}

async function sameBefore(tx: Transaction, point: Suspected): Promise<string[]> {
  const { id, itemId, takenAt, suspicion } = recoveryPoints;
  const earlier = await tx
    .select({ id, suspicion })
    .from(recoveryPoints)
    .where(and(eq(itemId, point.itemId), lte(takenAt, point.takenAt), IS_SUSPECT))
    .orderBy(asc(id))
    .for('update');
  const codes = new Set(point.suspicion.reasons.map(({ code }) => code));
  const isSame = (one: Suspicion | null) => one?.reasons.every(({ code }) => codes.has(code)) === true;
  return earlier.filter((one) => one.id !== point.id && isSame(one.suspicion)).map((one) => one.id);
}

function notSuspicious(pointId: string): ConflictError {
  return new ConflictError({
    code: 'NOT_SUSPICIOUS',
    message: `Nothing unusual was noticed of recovery point ${pointId}.`,
    cause: 'It was like those before it, or there were too few to compare it with.',
    remedy: 'Nothing to do.',
  });
}
