import { and, asc, eq, inArray, isNotNull, lte, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { exclusionKey, OPEN_STATUSES } from '../../domain/job.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { jobs, repositories, vaults } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Context, Services } from '../context.ts';
import { queueVerification } from './queue.ts';

/** Of what was planned further ahead than a day the clock has been put back since. */
const PLANNED_BY_ANOTHER_CLOCK = sql`schedule_now() + interval '25 hours'`;

/**
 * Queues the check of the vaults whose day has come, at most so many, and plans the next day, in one transaction (law 4). Any
 * number of workers may call it at once. A vault that was never backed up to is passed over, and one that is never to be checked is
 * not due. Where the job of the day before still waits or runs no other is made, and an alert tells of it. What is wrong with one vault
 * or site stops no other.
 * @returns how many vaults were due, and why jobs of some could not be queued: these come again in an hour
 */
export async function claimDueVerification(
  services: Services,
  atMost: number,
): Promise<{ due: number; troubles: readonly unknown[] }> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'verification' } };
  return services.db.transaction(async (tx) => {
    const hasCome = or(
      lte(vaults.nextVerifyAt, SCHEDULE_NOW),
      sql`${vaults.nextVerifyAt} > ${PLANNED_BY_ANOTHER_CLOCK}`,
    );
    const due = await tx
      .select({ id: vaults.id })
      .from(vaults)
      .where(and(isNotNull(vaults.verifyDays), hasCome))
      .orderBy(asc(vaults.nextVerifyAt))
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
        .set({ nextVerifyAt: sql`schedule_now() + ${pause}` })
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
    await queueVerification(ctx, tx, of);
  } catch (error) {
    if (!(error instanceof ConflictError && error.code === 'JOB_RUNNING')) throw error;
    await tellNotDone(ctx, tx, of);
  }
}

async function tellNotDone(ctx: Context, tx: Transaction, of: { vaultId: string; siteId: string }): Promise<void> {
  const key = exclusionKey({ verifyOf: of.vaultId, site: of.siteId });
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
    kind: 'VERIFY_FAILED',
    severity: 'WARNING',
    subjectId: vaultId,
    vaultId,
    jobId: open.id,
    error: NOT_DONE,
  });
}

const NOT_DONE: ErrorInfo = {
  code: 'VERIFY_NOT_DONE',
  message: 'The vault was to be checked again, and the job of the day before has not ended.',
  cause: "No worker of the vault's site takes it, it waits for a free place, or it takes longer than a day.",
  remedy:
    'Look at the job: start a worker of its site if it waits. If it takes too long, let the vault be read within more days. Days that were missed are caught up with.',
  retryable: true,
  fault: 'USER',
};

/** The sites whose workers reach a repository of this vault that was made. */
export async function sitesWithRepositories(tx: Transaction, vaultId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ siteId: repositories.siteId })
    .from(repositories)
    .where(and(eq(repositories.vaultId, vaultId), isNotNull(repositories.engineId)));
  return rows.map(({ siteId }) => siteId).toSorted();
}
