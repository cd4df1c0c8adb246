import type { Transaction } from '../../client.ts';
import { exclusionKey } from '../../domain/job.ts';
import type { Context } from '../context.ts';
import { createJob } from '../job/create-job.ts';

/**
 * Makes the job that checks what a vault holds at a site, in the caller's transaction.
 * @throws ConflictError JOB_RUNNING while another one is open
 */
export function queueVerification(
  ctx: Context,
  tx: Transaction,
  { vaultId, siteId }: { vaultId: string; siteId: string },
): Promise<string> {
  return createJob(ctx, tx, {
    operation: 'VERIFY',
    vaultId,
    siteId,
    exclusionKey: exclusionKey({ verifyOf: vaultId, site: siteId }),
  });
}
