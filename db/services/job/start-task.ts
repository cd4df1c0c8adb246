import { and, eq, isNull, sql } from 'drizzle-orm';
import { NOW } from '../../schema/columns.ts';
import { jobs, jobTasks } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from './hold.ts';
import { recordEvent } from './record-event.ts';

/**
 * Ends the task that is under way and begins the next one; does nothing when that one is already under way.
 * @throws FencedError
 */
export async function startTask(services: Services, hold: Hold, name: string): Promise<void> {
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    const mine = and(eq(jobTasks.jobId, hold.jobId), eq(jobTasks.attempt, hold.attempt));
    const [open] = await tx
      .select({ name: jobTasks.name })
      .from(jobTasks)
      .where(and(mine, isNull(jobTasks.endedAt)));
    if (open?.name === name) return;
    await tx
      .update(jobTasks)
      .set({ endedAt: NOW })
      .where(and(mine, isNull(jobTasks.endedAt)));
    const [last] = await tx
      .select({ ordinal: sql<number>`coalesce(max(${jobTasks.ordinal}), 0)` })
      .from(jobTasks)
      .where(mine);
    await tx.insert(jobTasks).values({ ...hold, ordinal: (last?.ordinal ?? 0) + 1, name });
    await tx.update(jobs).set({ movedAt: NOW, progress: null }).where(eq(jobs.id, hold.jobId));
    await recordEvent(tx, { ...hold, type: 'task.started', message: name });
  });
}
