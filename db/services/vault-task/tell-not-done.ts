import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { exclusionKey, OPEN_STATUSES } from '../../domain/job.ts';
import { jobs } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Context } from '../context.ts';
import type { VaultAtSite, VaultTask } from './vault-task.ts';

/** Raises the task's alert where its job of the day before has been open for half a day, in the caller's transaction. @returns whether it has */
export async function tellNotDone(
  ctx: Context,
  tx: Transaction,
  { task, vaultId, siteId }: VaultAtSite & { task: VaultTask },
): Promise<boolean> {
  const [open] = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.exclusionKey, exclusionKey({ taskOf: vaultId, operation: task.operation, site: siteId })),
        inArray(jobs.status, OPEN_STATUSES),
        // A pause of its site is meant to keep it waiting.
        sql`greatest(${jobs.createdAt}, ${jobs.pausedUntil}) < now() - interval '12 hours'`,
      ),
    );
  if (!open) return false;
  const about = { subjectId: vaultId, vaultId, jobId: open.id };
  await raiseAlert(ctx, tx, { ...task.notDone, ...about, severity: 'WARNING' });
  return true;
}
