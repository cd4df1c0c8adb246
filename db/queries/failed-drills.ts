import { sql, type SQL } from 'drizzle-orm';
import { IS_GOOD } from './good-points.ts';

/**
 * Of drills named `failed`, joined with the `recovery_points` they restored: they failed at a point which is still taken for good, and none has
 * passed since at that point or a newer one. An older point that restores says nothing of what is wrong since.
 */
export const IS_STILL_WRONG = sql`(failed.outcome = 'FAILED' and ${IS_GOOD}
  and not exists (
    select from drills passed join recovery_points proven on proven.id = passed.point_id
    where passed.item_id = failed.item_id and passed.outcome = 'PASSED' and passed.id > failed.id
      and proven.taken_at >= recovery_points.taken_at))`;

/** When the last drill of an item ended that failed and that none has made good since; null where none has. */
export function stillFailedAt(itemId: SQL): SQL {
  return sql`(select max(failed.ended_at) from drills failed join recovery_points on recovery_points.id = failed.point_id
    where failed.item_id = ${itemId} and ${IS_STILL_WRONG})`;
}
