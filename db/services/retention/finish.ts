import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import type { Warnings } from '../../domain/job.ts';
import { vaults } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Services } from '../context.ts';
import { endJob } from '../job/end-job.ts';
import { assertHeld, type Hold } from '../job/hold.ts';

/**
 * Ends a retention job with what all its attempts did, and resolves the alert of one that failed before. Points whose removal waits for
 * days are told by an alert. Where a removal had to wait, retention comes again in an hour and not on another day: what is in its way at one
 * hour, as the daily check of the vault, may be so every day.
 * @throws FencedError
 */
export async function finishRetention(services: Services, hold: Hold, warnings: Warnings): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const result = await sumOf(tx, job.id);
    await endJob(
      tx,
      { job, hold },
      {
        status: warnings.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
        message: `${result.expired} deleted softly, ${result.returned} brought back, ${result.removed} removed for good.`,
        warnings,
        result,
      },
    );
    if (job.vaultId === null) throw new Error(`${job.id} is about no vault`);
    if (warnings.first.some(({ code }) => code === 'REMOVAL_WAITS')) await comeAgain(tx, job.vaultId);
    // What could not be done is no success.
    if (warnings.count === 0) await resolveAlerts(tx, { kind: 'RETENTION_FAILED', vaultId: job.vaultId });
    else if (await isOverdue(tx, job.vaultId)) await tellOverdue(services, tx, { vaultId: job.vaultId, jobId: job.id });
  });
}

async function comeAgain(tx: Transaction, vaultId: string): Promise<void> {
  await tx
    .update(vaults)
    .set({ nextRetentionAt: sql`least(${vaults.nextRetentionAt}, schedule_now() + interval '1 hour')` })
    .where(eq(vaults.id, vaultId));
}

/** From the job's log, which every step wrote in its own transaction: an attempt that was killed has told what it did. */
async function sumOf(tx: Transaction, jobId: string) {
  const figure = (name: string) => sql`coalesce(sum((data ->> ${name})::bigint), 0)::float8`;
  const [sums] = await tx.execute<{ expired: number; returned: number; removed: number; removedBytes: number }>(sql`
    select ${figure('expired')} as expired, ${figure('returned')} as returned, ${figure('removed')} as removed,
           ${figure('removedBytes')} as "removedBytes"
    from job_events where job_id = ${jobId} and type in ('retention.applied', 'retention.removed')`);
  if (!sums) throw new Error(`the log of ${jobId} has no sum`);
  return { ...sums };
}

/** Whether something could have been removed for days, and was not. */
async function isOverdue(tx: Transaction, vaultId: string): Promise<boolean> {
  const [found] = await tx.execute<{ overdue: boolean }>(sql`
    select exists (
      select from recovery_points point join protected_items item on item.id = point.item_id
      where item.vault_id = ${vaultId} and point.deleted_at is not null and point.removed_at is null
        and point.removal_seen_at < schedule_now() - interval '3 days') as overdue`);
  return found?.overdue ?? false;
}

async function tellOverdue(services: Services, tx: Transaction, of: { vaultId: string; jobId: string }): Promise<void> {
  await raiseAlert(services, tx, {
    kind: 'RETENTION_FAILED',
    severity: 'WARNING',
    subjectId: of.vaultId,
    ...of,
    error: OVERDUE,
  });
}

const OVERDUE: ErrorInfo = {
  code: 'REMOVAL_OVERDUE',
  message: 'Recovery points that were to be removed days ago still take space in the vault.',
  cause:
    'Each time retention was applied backups, restores, a check or a clean-up used the vault, or a lock was left in it.',
  remedy: "Apply retention at a quiet hour (applyRetention), and look for a lock of another machine's with restic.",
  retryable: true,
  fault: 'USER',
};
