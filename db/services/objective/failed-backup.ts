import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { alerts, jobs } from '../../schema/index.ts';

/** What the last backup of an item that came to an end failed of; null where it did not, or there was none. One that was cancelled says nothing. */
export async function lastFailure(tx: Transaction, itemId: string): Promise<ErrorInfo | null> {
  const [last] = await tx
    .select({ error: jobs.error })
    .from(jobs)
    .where(
      and(
        eq(jobs.itemId, itemId),
        eq(jobs.operation, 'BACKUP'),
        inArray(jobs.status, ['COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED']),
      ),
    )
    .orderBy(desc(jobs.id))
    .limit(1);
  return last?.error ?? null;
}

/** What is to be done about a breach where a backup has failed: to back up again helps nobody before that is mended. */
export function mendFirst({ message, remedy }: ErrorInfo): string {
  return `Its last backup failed: ${message} ${remedy} Then back it up again. The next good recovery point resolves this.`;
}

/**
 * Has the alert of an RPO that is breached already say what the backup failed of that has just ended, in the caller's transaction. To be called before
 * the alert of that backup is raised: who finishes a backup changes both in this order.
 */
export async function tellFailureInBreach(tx: Transaction, itemId: string, error: ErrorInfo): Promise<void> {
  const now = { remedy: mendFirst(error), fault: error.fault };
  await tx
    .update(alerts)
    .set({ error: sql`${alerts.error} || ${JSON.stringify(now)}::text::jsonb`, version: sql`${alerts.version} + 1` })
    .where(and(eq(alerts.itemId, itemId), eq(alerts.kind, 'RPO_BREACHED'), eq(alerts.condition, 'FIRED')));
}
