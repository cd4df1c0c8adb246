import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { IS_STILL_WRONG } from '../../queries/failed-drills.ts';
import { alerts } from '../../schema/index.ts';
import { resolveAlertsOf } from '../alert/resolve.ts';

/** A drill that failed with the alert's error, which none has made good. */
const STILL_WRONG = sql`exists (
  select from drills failed join recovery_points on recovery_points.id = failed.point_id
  where failed.item_id = ${alerts.itemId} and failed.error ->> 'code' = ${alerts.error} ->> 'code' and ${IS_STILL_WRONG})`;

/**
 * Ends the alerts of an item's failed drills that a drill which passed has shown to be over, in the transaction that has written its report.
 * @returns whether others stay
 */
export async function resolveFailed(tx: Transaction, itemId: string): Promise<boolean> {
  const fired = await tx
    .select({ code: sql<string>`${alerts.error} ->> 'code'`, isStillWrong: sql<boolean>`${STILL_WRONG}` })
    .from(alerts)
    .where(and(eq(alerts.itemId, itemId), eq(alerts.kind, 'DRILL_FAILED'), eq(alerts.condition, 'FIRED')));
  for (const { code, isStillWrong } of fired) {
    if (!isStillWrong) await resolveAlertsOf(tx, { kind: 'DRILL_FAILED', itemIds: [itemId], code });
  }
  return fired.some(({ isStillWrong }) => isStillWrong);
}
