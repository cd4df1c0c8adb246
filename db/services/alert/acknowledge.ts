import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { actorRecord } from '../../domain/actor.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { alerts } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({ alertId: idSchema('alert') });
const mutation = { name: 'acknowledgeAlert', action: 'alert.acknowledge', schema } as const;

/**
 * Says that someone looks after an alert. Acknowledging again changes nothing: who was first stays named.
 * @throws NotFoundError; ConflictError ALERT_CLOSED, and what `mutate` throws
 */
export async function acknowledgeAlert(ctx: Context, request: MutationRequest): Promise<{ alertId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { alertId }) => {
    const [alert] = await tx.select({ state: alerts.state }).from(alerts).where(eq(alerts.id, alertId)).for('update');
    if (!alert) throw new NotFoundError('alert', alertId);
    if (alert.state === 'CLOSED') throw alertClosed(alertId);
    if (alert.state === 'ACKNOWLEDGED') return { alertId };
    await tx
      .update(alerts)
      .set({ state: 'ACKNOWLEDGED', changedBy: actorRecord(ctx.actor), version: sql`${alerts.version} + 1` })
      .where(eq(alerts.id, alertId));
    await audit(ctx, tx, { action: 'alert.acknowledged', subjectId: alertId });
    return { alertId };
  });
}

function alertClosed(alertId: string): ConflictError {
  return new ConflictError({
    code: 'ALERT_CLOSED',
    message: `${alertId} is closed.`,
    cause: 'Someone closed it; only an open alert can be acknowledged.',
    remedy: 'Nothing to do.',
  });
}
