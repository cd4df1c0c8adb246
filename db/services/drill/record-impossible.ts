import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { DrillPlan } from '../../domain/drill.ts';
import { NO_GOOD_POINT } from '../../domain/drill-errors.ts';
import { NOW } from '../../schema/columns.ts';
import { jobs } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Context } from '../context.ts';
import { recordEvent } from '../job/record-event.ts';
import { announceEnd } from '../outbox/announce-event.ts';
import { queueDrill, type DrilledItem } from './queue.ts';
import { recordDrill } from './record.ts';

/**
 * Records that a drill which was due was not possible, in the caller's transaction: its job has failed before any worker sees it, and
 * whoever looks after the item is told that nothing proves it.
 */
export async function recordImpossible(
  ctx: Context,
  tx: Transaction,
  { item, drill }: { item: DrilledItem; drill: DrillPlan },
): Promise<void> {
  const jobId = await queueDrill(ctx, tx, { item, drill });
  const [job] = await tx
    .update(jobs)
    .set({ status: 'FAILED', endedAt: NOW, error: NO_GOOD_POINT })
    .where(eq(jobs.id, jobId))
    .returning();
  if (!job) throw new Error(`${jobId} vanished while it was made`);
  await recordEvent(tx, { jobId, attempt: 0, type: 'job.failed', message: NO_GOOD_POINT.message });
  await announceEnd(tx, jobId);
  await recordDrill(ctx, tx, { job, record: { outcome: 'SKIPPED', error: NO_GOOD_POINT } });
  await raiseAlert(ctx, tx, {
    kind: 'NOT_PROVEN',
    severity: 'WARNING',
    subjectId: item.id,
    itemId: item.id,
    jobId,
    error: NO_GOOD_POINT,
  });
}
