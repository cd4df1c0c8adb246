import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { protectedItems, vaults } from '../../schema/index.ts';

/**
 * Has the vault checked soon, in the caller's transaction, where the item has damaged points: a backup that just ended stored again
 * what of them its source still had. A vault that is never checked stays so.
 */
export async function lookAgainSoon(tx: Transaction, itemId: string): Promise<void> {
  const [damaged] = await tx.execute<{ found: boolean }>(sql`
    select exists (
      select from recovery_points where item_id = ${itemId} and damage is not null
        and damage ->> 'certainty' <> 'MISSING' and state in ('AVAILABLE', 'SOFT_DELETED')) as found`);
  if (!damaged?.found) return;
  const vaultOf = tx.select({ id: protectedItems.vaultId }).from(protectedItems).where(eq(protectedItems.id, itemId));
  await tx
    .update(vaults)
    .set({ nextVerifyAt: sql`least(${vaults.nextVerifyAt}, schedule_now())` })
    .where(eq(vaults.id, vaultOf));
}
