import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';

/** So many at most are held by one transaction, whatever it is about. */
const BUCKETS = 256;

/**
 * Keeps others from recording breaches of these items until the transaction ends. Not by the items' rows: whoever finishes a backup goes on to
 * its schedule, and whoever claims a schedule goes on to its item. For the same reason whoever locks an item or its points too does it after this
 * (and after its policy), so that nobody who waits for this keeps a row that others go on to. May be called again for the same items.
 */
export async function lockObjectives(tx: Transaction, itemIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtext('objectives'), bucket) from (
      select distinct abs(hashtext(id) % ${BUCKETS}) as bucket
      from json_array_elements_text(${JSON.stringify(itemIds)}::text::json) as asked(id) order by bucket
    ) buckets`);
}
