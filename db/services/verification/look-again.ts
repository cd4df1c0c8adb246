import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { protectedItems, vaults } from '../../schema/index.ts';
import type { Context, Services } from '../context.ts';
import { queueVaultTask } from '../vault-task/queue.ts';

/**
 * Has the vault checked soon, in the caller's transaction, where the item has damaged points: a backup that just ended stored again
 * what of them its source still had. A vault that is never checked by itself is, this once: its points would stay marked.
 */
export async function lookAgainSoon(services: Services, tx: Transaction, itemId: string): Promise<void> {
  const [damaged] = await tx.execute<{ found: boolean }>(sql`
    select exists (
      select from recovery_points where item_id = ${itemId} and damage is not null
        and damage ->> 'certainty' <> 'MISSING' and state in ('AVAILABLE', 'SOFT_DELETED')) as found`);
  if (!damaged?.found) return;
  const [vault] = await tx
    .update(vaults)
    .set({ nextVerifyAt: sql`least(${vaults.nextVerifyAt}, schedule_now())` })
    .from(protectedItems)
    .where(sql`${protectedItems.vaultId} = ${vaults.id} and ${eq(protectedItems.id, itemId)}`)
    .returning({ vaultId: vaults.id, siteId: protectedItems.siteId, verifyDays: vaults.verifyDays });
  if (vault && vault.verifyDays === null) await checkOnce(services, tx, vault);
}

async function checkOnce(services: Services, tx: Transaction, of: { vaultId: string; siteId: string }): Promise<void> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'verification' } };
  try {
    await tx.transaction((inner) => queueVaultTask(ctx, inner, { ...of, operation: 'VERIFY' }));
  } catch (error) {
    // The one that is open looks at its points too, if it does not come too early: then the next backup calls again.
    if (!(error instanceof ConflictError && error.code === 'JOB_RUNNING')) throw error;
  }
}
