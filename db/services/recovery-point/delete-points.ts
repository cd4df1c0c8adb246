import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { actorRecord } from '../../domain/actor.ts';
import type { DeletionByPerson } from '../../domain/recovery-point.ts';
import { protectedItems, recoveryPoints, vaults } from '../../schema/index.ts';
import { isAmong } from '../../queries/is-among.ts';
import { settleUnusualChange } from '../alert/unusual-change.ts';
import { auditAll } from '../audit.ts';
import type { Context } from '../context.ts';
import { heldAmong } from '../retention/held-among.ts';
import { passSuspicionsOn } from './pass-suspicions-on.ts';

/**
 * Deletes all points of an item softly that nobody holds, in the caller's transaction. Of what retention had deleted the days go on.
 * @returns how many
 */
export async function deleteAllOf(
  ctx: Context,
  tx: Transaction,
  { itemId, reason }: { itemId: string; reason: string },
): Promise<number> {
  const points = await tx
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .where(and(eq(recoveryPoints.itemId, itemId), inArray(recoveryPoints.state, ['AVAILABLE', 'SOFT_DELETED'])))
    .orderBy(recoveryPoints.id)
    .for('update');
  const ids = points.map(({ id }) => id);
  const held = await heldAmong(tx, ids);
  return deletePoints(ctx, tx, { ids: ids.filter((id) => !held.has(id)), reason });
}

/** Deletes points softly, in the caller's transaction, which has locked them and knows that nobody holds them. @returns how many */
export async function deletePoints(
  ctx: Context,
  tx: Transaction,
  { ids, reason }: { ids: readonly string[]; reason: string },
): Promise<number> {
  if (ids.length === 0) return 0;
  const deletion: DeletionByPerson = { by: 'PERSON', text: reason, actor: actorRecord(ctx.actor) };
  await tx.execute(sql`
    update ${recoveryPoints} point
    set state = 'SOFT_DELETED', deletion = ${JSON.stringify(deletion)}::text::jsonb,
        deleted_at = coalesce(point.deleted_at, schedule_now()),
        removable_at = coalesce(point.removable_at, schedule_now() + make_interval(days => vault.soft_delete_days))
    from ${protectedItems} item, ${vaults} vault
    where item.id = point.item_id and vault.id = item.vault_id
      and point.id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`);
  await auditAll(
    ctx,
    tx,
    ids.map((subjectId) => ({ action: 'recovery-point.deleted', subjectId, details: { reason } })),
  );
  await passSuspicionsOn(tx, ids);
  const touched = await tx
    .selectDistinct({ itemId: recoveryPoints.itemId })
    .from(recoveryPoints)
    .where(isAmong(recoveryPoints.id, ids));
  await settleUnusualChange(
    tx,
    touched.map(({ itemId }) => itemId),
  );
  return ids.length;
}
