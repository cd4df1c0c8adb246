import type { Transaction } from '../../client.ts';
import { exclusionKey } from '../../domain/job.ts';
import type { SlackPlace } from '../../domain/outbox.ts';
import type { Context } from '../context.ts';
import { createJob } from '../job/create-job.ts';

/**
 * Makes the job that applies retention to what a vault holds at a site, in the caller's transaction.
 * @throws ConflictError JOB_RUNNING while another one is open
 */
export function queueRetention(
  ctx: Context,
  tx: Transaction,
  { vaultId, siteId, askedIn }: { vaultId: string; siteId: string; askedIn?: SlackPlace | undefined },
): Promise<string> {
  return createJob(ctx, tx, {
    operation: 'RETENTION',
    vaultId,
    siteId,
    exclusionKey: exclusionKey({ retentionOf: vaultId, site: siteId }),
    askedIn,
  });
}
