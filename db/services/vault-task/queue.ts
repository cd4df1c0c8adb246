import type { Transaction } from '../../client.ts';
import { exclusionKey } from '../../domain/job.ts';
import type { Context } from '../context.ts';
import { createJob } from '../job/create-job.ts';
import type { VaultAtSite, VaultTask } from './vault-task.ts';

/**
 * Makes the job that does this work for a vault at a site, in the caller's transaction.
 * @returns its id
 * @throws ConflictError JOB_RUNNING while another one is open
 */
export function queueVaultTask(
  ctx: Context,
  tx: Transaction,
  { operation, vaultId, siteId }: VaultAtSite & Pick<VaultTask, 'operation'>,
): Promise<string> {
  return createJob(ctx, tx, {
    operation,
    vaultId,
    siteId,
    exclusionKey: exclusionKey({ taskOf: vaultId, operation, site: siteId }),
  });
}
