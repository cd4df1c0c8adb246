import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { IS_GOOD } from '../../queries/good-points.ts';
import { alerts } from '../../schema/index.ts';
import { resolveAlertsOf } from '../alert/resolve.ts';

/**
 * Drills that failed at a point which is still taken for good, and none has passed since at that point or a newer one. An older point that
 * restores says nothing of what is wrong since.
 */
const STILL_WRONG = sql`exists (
  select from drills failed join recovery_points on recovery_points.id = failed.point_id
  where failed.item_id = ${alerts.itemId} and failed.outcome = 'FAILED' and failed.error ->> 'code' = ${alerts.error} ->> 'code'
    and ${IS_GOOD}
    and not exists (
      select from drills passed join recovery_points proven on proven.id = passed.point_id
      where passed.item_id = failed.item_id and passed.outcome = 'PASSED' and passed.id > failed.id
        and proven.taken_at >= recovery_points.taken_at))`;

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
