import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { protectedItems, recoveryPoints, vaults } from '../../schema/index.ts';
import type { Context, Services } from '../context.ts';
import { queueRetention } from './queue.ts';

/** Of what was planned further ahead than a day the clock has been put back since. */
const PLANNED_BY_ANOTHER_CLOCK = sql`schedule_now() + interval '25 hours'`;

/**
 * Queues retention for the vaults whose day has come, at most so many, and plans the next day, in one transaction (law 4). Any
 * number of workers may call it at once. A vault without recovery points is passed over, and so is one where it still runs.
 * @returns how many vaults were due
 */
export async function claimDueRetention(services: Services, atMost: number): Promise<number> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'retention' } };
  return services.db.transaction(async (tx) => {
    const due = await tx
      .select({ id: vaults.id })
      .from(vaults)
      .where(
        or(lte(vaults.nextRetentionAt, SCHEDULE_NOW), sql`${vaults.nextRetentionAt} > ${PLANNED_BY_ANOTHER_CLOCK}`),
      )
      .orderBy(asc(vaults.nextRetentionAt))
      .limit(atMost)
      .for('update', { skipLocked: true });
    for (const { id } of due) {
      for (const siteId of await sitesWithPoints(tx, id))
        await unlessRunning(queueRetention(ctx, tx, { vaultId: id, siteId }));
      await tx
        .update(vaults)
        .set({ nextRetentionAt: sql`schedule_now() + interval '1 day'` })
        .where(eq(vaults.id, id));
    }
    return due.length;
  });
}

/** The sites whose workers reach something of this vault that can still go. */
export async function sitesWithPoints(tx: Transaction, vaultId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ siteId: protectedItems.siteId })
    .from(protectedItems)
    .innerJoin(recoveryPoints, eq(recoveryPoints.itemId, protectedItems.id))
    .where(and(eq(protectedItems.vaultId, vaultId), isNull(recoveryPoints.removedAt)));
  return rows.map(({ siteId }) => siteId);
}

async function unlessRunning(queueing: Promise<unknown>): Promise<void> {
  try {
    await queueing;
  } catch (error) {
    if (!(error instanceof ConflictError && error.code === 'JOB_RUNNING')) throw error;
  }
}
