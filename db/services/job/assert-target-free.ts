import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { openRestoreAt } from '../../queries/open-restore.ts';

/**
 * Two restores whose targets lie in one another are never open together. The lock makes requests at the same time take
 * turns, so that the second one sees the first one's job.
 * @throws ConflictError JOB_RUNNING, naming the restore that is in the way
 */
export async function assertTargetFree(tx: Transaction, siteId: string, place: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`restore-target:${siteId}`}, 0))`);
  const jobId = await openRestoreAt(tx, siteId, place);
  if (jobId === undefined) return;
  throw new ConflictError({
    code: 'JOB_RUNNING',
    message: `${jobId} is already restoring there.`,
    cause: 'Its target is the same, inside this one, or around it.',
    remedy: 'Wait for it to end, cancel it, or restore to another place.',
    jobId,
    retryable: true,
  });
}
