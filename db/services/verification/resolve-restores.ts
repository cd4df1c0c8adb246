import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { resolveAlertsOf } from '../alert/resolve.ts';
import { REPOSITORY_DAMAGED } from './read-all.ts';

const TROUBLE = { kind: 'RESTORE_FAILED', code: REPOSITORY_DAMAGED } as const;
const IS_THERE = sql`point.state in ('AVAILABLE', 'SOFT_DELETED')`;

/**
 * Resolves the alerts of restores of these items that failed because the vault was damaged, in the transaction that found points of them whole
 * again. Only of an item of which nothing is marked any more, and each of whose points that such a restore was of was found whole since, or is gone:
 * a restore may have met damage that no check has come to yet.
 * @returns of how many items
 */
export async function resolveRestores(tx: Transaction, itemIds: readonly string[]): Promise<number> {
  if (itemIds.length === 0) return 0;
  const over = await tx.execute<{ itemId: string }>(sql`
    select alert.item_id as "itemId" from alerts alert
    where alert.kind = ${TROUBLE.kind} and alert.condition = 'FIRED' and alert.error ->> 'code' = ${TROUBLE.code}
      and alert.item_id = any(array(select json_array_elements_text(${JSON.stringify(itemIds)}::text::json)))
      and not exists (
        select from recovery_points point where point.item_id = alert.item_id and point.damage is not null and ${IS_THERE})
      and not exists (
        select from jobs restore join recovery_points point on point.id = restore.plan ->> 'recoveryPointId'
        where restore.item_id = alert.item_id and restore.operation = 'RESTORE' and restore.error ->> 'code' = ${TROUBLE.code}
          and restore.ended_at >= alert.fired_at and ${IS_THERE}
          and not exists (
            select from audit_log
            where subject_id = point.id and action = 'recovery-point.healed' and at > restore.ended_at))`);
  const found = over.map(({ itemId }) => itemId);
  if (found.length > 0) await resolveAlertsOf(tx, { ...TROUBLE, itemIds: found });
  return found.length;
}
