import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { IS_STILL_WRONG } from '../../queries/failed-drills.ts';

const REMEDY =
  'A check has found the recovery point whole again since. The next drill that passes at it or a newer one ends this: where drills are planned it comes as soon as their windows allow, else run one.';

/**
 * Lets drills show whether items restore again that they failed at points which are whole again, in the transaction that has taken the marks
 * from these points: the next drills that are planned come at once, as their windows allow, and the alerts, which only a drill that passes
 * ends, name that as their remedy. An item that somebody else holds just now keeps its turn: its drill is claimed already, or comes within a
 * day of the one that failed. To wait for it here, with its points locked, could be for ever.
 */
export async function drillHealed(tx: Transaction, pointIds: readonly string[]): Promise<void> {
  if (pointIds.length === 0) return;
  const failedAtThem = sql`from drills failed join recovery_points on recovery_points.id = failed.point_id
    where failed.point_id in (select id from json_array_elements_text(${JSON.stringify(pointIds)}::text::json) as healed(id))
      and ${IS_STILL_WRONG}`;
  await tx.execute(sql`
    update protected_items set next_drill_at = schedule_now()
    where id in (
      select item.id from protected_items item
      where item.next_drill_at > schedule_now() and item.id in (select failed.item_id ${failedAtThem})
      for no key update skip locked)`);
  await tx.execute(sql`
    update alerts set error = jsonb_set(error, '{remedy}', to_jsonb(${REMEDY}::text)), version = version + 1
    where kind = 'DRILL_FAILED' and condition = 'FIRED' and error ->> 'remedy' <> ${REMEDY}
      and (item_id, error ->> 'code') in (select failed.item_id, failed.error ->> 'code' ${failedAtThem})`);
}
