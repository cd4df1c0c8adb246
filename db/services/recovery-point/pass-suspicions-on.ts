import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';

/**
 * Lets what is held against points that a person has just deleted be held against the next point that stays of each item, in the caller's
 * transaction: it was taken of the same changed data, and beside what ransomware left an ordinary change hides nothing. Where the next one was
 * dismissed, someone has vouched for it; where none is left, the next backup is compared with what was usual before.
 */
export async function passSuspicionsOn(tx: Transaction, pointIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update recovery_points heir set suspicion = passed.suspicion
    from (
      select distinct on (gone.item_id) next.id, gone.suspicion
      from recovery_points gone
      cross join lateral (
        select id from recovery_points later
        where later.item_id = gone.item_id and later.taken_at > gone.taken_at and later.state = 'AVAILABLE'
        order by later.taken_at, later.id limit 1
      ) next
      where gone.id in (select json_array_elements_text(${JSON.stringify(pointIds)}::text::json))
        and gone.suspicion is not null and gone.suspicion_dismissed_at is null
      order by gone.item_id, gone.taken_at, gone.id
    ) passed
    where heir.id = passed.id and heir.suspicion is null`);
}
