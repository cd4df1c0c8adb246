import { and, eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { protectedItems } from '../../schema/index.ts';
import { jobCancelling } from '../job/finish-backup.ts';
import { assertHeld, type Hold } from '../job/hold.ts';

/**
 * The items that a retention job is about, as a condition: those of its vault at its site. The job is held until the transaction ends.
 * @throws FencedError; ConflictError JOB_CANCELLING once someone asked it to stop
 */
export async function itemsOfJob(tx: Transaction, hold: Hold) {
  const job = await assertHeld(tx, hold);
  if (job.status === 'CANCELLING') throw jobCancelling(hold.jobId);
  return and(eq(protectedItems.vaultId, job.vaultId ?? ''), eq(protectedItems.siteId, job.siteId));
}
