import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { DeletionByRetention } from '../../domain/recovery-point.ts';
import { isAmong } from '../../queries/is-among.ts';
import { recoveryPoints } from '../../schema/index.ts';
import { auditAll } from '../audit.ts';
import type { Hold } from '../job/hold.ts';

const BY = { actor: { type: 'system', component: 'retention' } } as const;

/** A point that is to be deleted softly: why, and for how many days it can be brought back. */
export interface DeletedPoint {
  readonly id: string;
  readonly itemId: string;
  readonly days: number;
  readonly deletion: DeletionByRetention;
}

/**
 * Deletes points softly, each with its reason in its row and in the audit log, in the caller's transaction, which has locked them.
 * @returns how many
 */
export async function deleteSoftly(tx: Transaction, hold: Hold, points: readonly DeletedPoint[]): Promise<number> {
  if (points.length === 0) return 0;
  const rows = points.map(({ id, days, deletion }) => ({ id, days, deletion }));
  await tx.execute(sql`
    update recovery_points point
    set state = 'SOFT_DELETED', deletion = gone.deletion, deleted_at = schedule_now(), removal_seen_at = null,
        removable_at = schedule_now() + make_interval(days => gone.days)
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as gone(id text, days int, deletion jsonb)
    where point.id = gone.id and point.state = 'AVAILABLE'`);
  await auditAll(
    BY,
    tx,
    points.map(({ id, itemId, days, deletion: { by: _by, ...why } }) => ({
      action: 'recovery-point.deleted',
      subjectId: id,
      details: { itemId, jobId: hold.jobId, comesBackForDays: days, ...why },
    })),
  );
  return points.length;
}

/**
 * Makes points available again that retention had deleted softly, in the caller's transaction, which has locked them.
 * @returns how many
 */
export async function bringBack(tx: Transaction, hold: Hold, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  await tx
    .update(recoveryPoints)
    .set(BACK)
    .where(and(isAmong(recoveryPoints.id, ids), eq(recoveryPoints.state, 'SOFT_DELETED')));
  const details = { jobId: hold.jobId, why: 'its policy keeps it again' };
  await auditAll(
    BY,
    tx,
    ids.map((subjectId) => ({ action: 'recovery-point.brought-back', subjectId, details })),
  );
  return ids.length;
}

/** What a soft-deleted point's row says once it is available again. */
export const BACK = {
  state: 'AVAILABLE' as const,
  deletion: null,
  deletedAt: null,
  removableAt: null,
  removalSeenAt: null,
};
