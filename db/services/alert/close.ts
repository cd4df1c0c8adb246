import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { actorRecord } from '../../domain/actor.ts';
import { NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { alerts } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({ alertId: idSchema('alert') });
const mutation = { name: 'closeAlert', action: 'alert.acknowledge', schema } as const;

/**
 * Puts an alert away. Whether its trouble lasts is the condition's to say, not the state's. Closing again changes nothing.
 * @throws NotFoundError, and what `mutate` throws
 */
export async function closeAlert(ctx: Context, request: MutationRequest): Promise<{ alertId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { alertId }) => {
    const [alert] = await tx.select({ state: alerts.state }).from(alerts).where(eq(alerts.id, alertId)).for('update');
    if (!alert) throw new NotFoundError('alert', alertId);
    if (alert.state === 'CLOSED') return { alertId };
    await tx
      .update(alerts)
      .set({ state: 'CLOSED', changedBy: actorRecord(ctx.actor), version: sql`${alerts.version} + 1` })
      .where(eq(alerts.id, alertId));
    await audit(ctx, tx, { action: 'alert.closed', subjectId: alertId });
    return { alertId };
  });
}
