import { eq, inArray, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { NOW } from '../../schema/columns.ts';
import { alerts, outbox } from '../../schema/index.ts';

/**
 * Has the messages of a job and of its alerts rendered again though they did not change: their buttons get a new nonce, so
 * that a later press is a new intent (law 7).
 */
export async function renderJobAnew(tx: Transaction, jobId: string): Promise<void> {
  const itsAlerts = tx.select({ id: alerts.id }).from(alerts).where(eq(alerts.jobId, jobId));
  const isState = inArray(outbox.kind, ['JOB', 'ALERT']);
  await tx
    .update(outbox)
    .set({ wanted: sql`${outbox.wanted} + 1`, urgent: true, dueAt: NOW })
    .where(sql`${isState} and ${or(eq(outbox.jobId, jobId), inArray(outbox.alertId, itsAlerts))}`);
}
