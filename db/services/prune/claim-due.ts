import { and, asc, eq, inArray, lte, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { exclusionKey, OPEN_STATUSES } from '../../domain/job.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { jobs, vaults } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Context, Services } from '../context.ts';
import { queuePrune, sitesWithRepositories } from './queue.ts';

/** Of what was planned further ahead than the first look at a new vault the clock has been put back since. */
const PLANNED_BY_ANOTHER_CLOCK = sql`schedule_now() + interval '37 hours'`;

/**
 * Queues a look at what space can be reclaimed for the vaults whose day has come, at most so many, and plans the next day, in one transaction
 * (law 4). Any number of workers may call it at once. A vault that was never written to is passed over. Where the job of the day before still waits
 * or runs no other is made, and an alert tells of it. What is wrong with one vault or site stops no other.
 * @returns how many vaults were due, and why jobs of some could not be queued: these come again in an hour
 */
export async function claimDuePrunes(
  services: Services,
  atMost: number,
): Promise<{ due: number; troubles: readonly unknown[] }> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'prune' } };
  return services.db.transaction(async (tx) => {
    const due = await tx
      .select({ id: vaults.id })
      .from(vaults)
      .where(or(lte(vaults.nextPruneAt, SCHEDULE_NOW), sql`${vaults.nextPruneAt} > ${PLANNED_BY_ANOTHER_CLOCK}`))
      .orderBy(asc(vaults.nextPruneAt))
      .limit(atMost)
      // A job of the vault that someone asks for meanwhile refers to this row: it must not have to wait for it.
      .for('no key update', { skipLocked: true });
    const troubles: unknown[] = [];
    for (const { id } of due) {
      const trouble = await queueAll(ctx, tx, id);
      troubles.push(...trouble);
      const pause = trouble.length === 0 ? sql`interval '1 day'` : sql`interval '1 hour'`;
      await tx
        .update(vaults)
        .set({ nextPruneAt: sql`schedule_now() + ${pause}` })
        .where(eq(vaults.id, id));
    }
    return { due: due.length, troubles };
  });
}

/** @returns what went wrong */
async function queueAll(ctx: Context, tx: Transaction, vaultId: string): Promise<unknown[]> {
  const troubles: unknown[] = [];
  for (const siteId of await sitesWithRepositories(tx, vaultId)) {
    try {
      await tx.transaction((inner) => queueOrTell(ctx, inner, { vaultId, siteId }));
    } catch (error) {
      troubles.push(error);
    }
  }
  return troubles;
}

async function queueOrTell(ctx: Context, tx: Transaction, of: { vaultId: string; siteId: string }): Promise<void> {
  try {
    await queuePrune(ctx, tx, of);
  } catch (error) {
    if (!(error instanceof ConflictError && error.code === 'JOB_RUNNING')) throw error;
    await tellNotDone(ctx, tx, of);
  }
}

async function tellNotDone(ctx: Context, tx: Transaction, of: { vaultId: string; siteId: string }): Promise<void> {
  const key = exclusionKey({ pruneOf: of.vaultId, site: of.siteId });
  const [open] = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.exclusionKey, key),
        inArray(jobs.status, OPEN_STATUSES),
        // A pause of its site is meant to keep it waiting.
        sql`greatest(${jobs.createdAt}, ${jobs.pausedUntil}) < now() - interval '12 hours'`,
      ),
    );
  if (!open) return;
  const { vaultId } = of;
  await raiseAlert(ctx, tx, {
    kind: 'PRUNE_FAILED',
    severity: 'WARNING',
    subjectId: vaultId,
    vaultId,
    jobId: open.id,
    error: NOT_DONE,
  });
}

const NOT_DONE: ErrorInfo = {
  code: 'PRUNE_NOT_DONE',
  message: 'The vault was to reclaim space again, and the clean-up of the day before has not ended.',
  cause: "No worker of the vault's site takes it, or it takes longer than a day.",
  remedy: 'Look at the job: start a worker of its site if it waits. Nothing is lost by it; the vault grows.',
  retryable: true,
  fault: 'USER',
};
