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
 * or runs no other is made, and an alert tells of it. What is wrong with one vault or site stops no other.
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
      const trouble = await queueAtSites(ctx, tx, { task, vaultId: id });
      troubles.push(...trouble);
      const pause = trouble.length === 0 ? sql`interval '1 day'` : sql`interval '1 hour'`;
      await tx
        .update(vaults)
        .set({ [task.plannedAs]: sql`schedule_now() + ${pause}` })
        .where(eq(vaults.id, id));
    }
    return { due: due.length, troubles };
  });
}

/** @returns what went wrong */
async function queueAtSites(
  ctx: Context,
  tx: Transaction,
  { task, vaultId }: { task: VaultTask; vaultId: string },
): Promise<unknown[]> {
  const troubles: unknown[] = [];
  for (const siteId of await task.sites(tx, vaultId)) {
    try {
      await tx.transaction((inner) => queueOrTell(ctx, inner, { task, vaultId, siteId }));
    } catch (error) {
      troubles.push(error);
    }
  }
  return troubles;
}

async function queueOrTell(ctx: Context, tx: Transaction, of: VaultAtSite & { task: VaultTask }): Promise<void> {
  try {
    await queueVaultTask(ctx, tx, { ...of, operation: of.task.operation });
  } catch (error) {
    if (!(error instanceof ConflictError && error.code === 'JOB_RUNNING')) throw error;
    await tellNotDone(ctx, tx, of);
  }
}
