import { and, asc, eq, lte, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { vaults } from '../../schema/index.ts';
import type { Context, Services } from '../context.ts';
import { queueVaultTask } from './queue.ts';
import { tellNotDone } from './tell-not-done.ts';
import type { VaultAtSite, VaultTask } from './vault-task.ts';

/** Of what was planned further ahead than anything is, the first look at a new vault included, the clock has been put back since. */
const PLANNED_BY_ANOTHER_CLOCK = sql`schedule_now() + interval '37 hours'`;

/**
 * Queues the task for the vaults whose day has come, at most so many, and plans the next day, in one transaction (law 4). Any
 * number of workers may call it at once. A vault without a site to do it at is passed over. Where the job of the day before still waits
 * or runs no other is made, and an alert tells of it. Where one has not been open for long, as when something brought the day forward while it
 * runs, the vault comes again in an hour: what that was for may be new to it. What is wrong with one vault or site stops no other.
 * @returns how many vaults were due, and why jobs of some could not be queued: these come again in an hour
 */
export async function claimDueVaults(
  services: Services,
  task: VaultTask,
  atMost: number,
): Promise<{ due: number; troubles: readonly unknown[] }> {
  const ctx: Context = { ...services, actor: { type: 'system', component: task.component } };
  const plannedAt = vaults[task.plannedAs];
  const hasCome = or(lte(plannedAt, SCHEDULE_NOW), sql`${plannedAt} > ${PLANNED_BY_ANOTHER_CLOCK}`);
  return services.db.transaction(async (tx) => {
    const due = await tx
      .select({ id: vaults.id })
      .from(vaults)
      .where(and(task.isWanted, hasCome))
      .orderBy(asc(plannedAt))
      .limit(atMost)
      // A job of the vault that someone asks for meanwhile refers to this row: it must not have to wait for it.
      .for('no key update', { skipLocked: true });
    const troubles: unknown[] = [];
    for (const { id } of due) {
      const queued = await queueAtSites(ctx, tx, { task, vaultId: id });
      troubles.push(...queued.troubles);
      const pause = queued.comesAgain ? sql`interval '1 hour'` : sql`interval '1 day'`;
      await tx
        .update(vaults)
        .set({ [task.plannedAs]: sql`schedule_now() + ${pause}` })
        .where(eq(vaults.id, id));
    }
    return { due: due.length, troubles };
  });
}

/** @returns what went wrong, and whether the day is not done with */
async function queueAtSites(
  ctx: Context,
  tx: Transaction,
  { task, vaultId }: { task: VaultTask; vaultId: string },
): Promise<{ troubles: readonly unknown[]; comesAgain: boolean }> {
  const troubles: unknown[] = [];
  let comesAgain = false;
  for (const siteId of await task.sites(tx, vaultId)) {
    try {
      const isDone = await tx.transaction((inner) => queueOrTell(ctx, inner, { task, vaultId, siteId }));
      comesAgain ||= !isDone;
    } catch (error) {
      troubles.push(error);
    }
  }
  return { troubles, comesAgain: comesAgain || troubles.length > 0 };
}

/** @returns false where it could do neither */
async function queueOrTell(ctx: Context, tx: Transaction, of: VaultAtSite & { task: VaultTask }): Promise<boolean> {
  try {
    await queueVaultTask(ctx, tx, { ...of, operation: of.task.operation });
    return true;
  } catch (error) {
    if (!(error instanceof ConflictError && error.code === 'JOB_RUNNING')) throw error;
    return tellNotDone(ctx, tx, of);
  }
}
