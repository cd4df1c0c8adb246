import { and, eq, isNotNull } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { exclusionKey } from '../../domain/job.ts';
import { repositories } from '../../schema/index.ts';
import type { Context } from '../context.ts';
import { createJob } from '../job/create-job.ts';

/**
 * Makes the job that reclaims space in what a vault has at a site, in the caller's transaction.
 * @throws ConflictError JOB_RUNNING while another one is open
 */
export function queuePrune(
  ctx: Context,
  tx: Transaction,
  { vaultId, siteId }: { vaultId: string; siteId: string },
): Promise<string> {
  const key = exclusionKey({ pruneOf: vaultId, site: siteId });
  return createJob(ctx, tx, { operation: 'PRUNE', vaultId, siteId, exclusionKey: key });
}

/** The sites at which a vault has a repository that was made. */
export async function sitesWithRepositories(tx: Transaction, vaultId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ siteId: repositories.siteId })
    .from(repositories)
    .where(and(eq(repositories.vaultId, vaultId), isNotNull(repositories.engineId)));
  return rows.map(({ siteId }) => siteId).toSorted();
}
