import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { readDrillRule, type KeptDrillRule } from '../../domain/drill.ts';
import { nextDrillAt } from '../../domain/drill-times.ts';
import { NOT_PROVEN_IN_TIME } from '../../domain/proof.ts';
import { isAmong } from '../../queries/is-among.ts';
import { proofsOf } from '../../queries/proofs.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { protectedItems } from '../../schema/index.ts';
import { resolveAlertsOf } from '../alert/resolve.ts';

/** When an item that comes under a policy is restored for real first; null where the policy asks for no drills. */
export function firstDrillAt(kept: unknown, itemId: string, now: Date): Date | null {
  const rule = readDrillRule(kept);
  return rule && nextDrillAt(rule, itemId, now);
}

/**
 * Plans the drills of all items of a policy by its new rule, in the transaction that edits it and has written it. Without a rule none
 * is planned, and nobody is told any longer that an item was not proven; nor of one that is proven lately enough by the new rule.
 */
export async function replanDrills(
  tx: Transaction,
  { policyId, rule }: { policyId: string; rule: KeptDrillRule | null },
): Promise<void> {
  const ofPolicy = and(eq(protectedItems.policyId, policyId), eq(protectedItems.state, 'PROTECTED'));
  const items = await tx.select({ id: protectedItems.id }).from(protectedItems).where(ofPolicy);
  const ids = items.map(({ id }) => id);
  if (!rule) {
    await tx.update(protectedItems).set({ nextDrillAt: null }).where(isAmong(protectedItems.id, ids));
    await resolveAlertsOf(tx, { kind: 'NOT_PROVEN', itemIds: ids });
    return;
  }
  const now = await scheduleNow(tx);
  const plans = ids.map((id) => ({ id, at: nextDrillAt(rule, id, now).toISOString() }));
  await tx.execute(sql`
    update protected_items set next_drill_at = plan.at
    from json_to_recordset(${JSON.stringify(plans)}::text::json) as plan(id text, at timestamptz)
    where protected_items.id = plan.id`);
  const proofs = await proofsOf(tx, ids);
  const itemIds = ids.filter((id) => proofs.get(id)?.isLate === false);
  await resolveAlertsOf(tx, { kind: 'NOT_PROVEN', itemIds, code: NOT_PROVEN_IN_TIME });
}
