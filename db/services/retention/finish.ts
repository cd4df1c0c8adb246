import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { Warnings } from '../../domain/job.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Services } from '../context.ts';
import { endJob } from '../job/end-job.ts';
import { assertHeld, type Hold } from '../job/hold.ts';

/**
 * Ends a retention job with what all its attempts did, and resolves the alert of one that failed before.
 * @throws FencedError
 */
export async function finishRetention(services: Services, hold: Hold, warnings: Warnings): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const result = await sumOf(tx, job.id);
    await endJob(
      tx,
      { job, hold },
      {
        status: warnings.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
        message: `${result.expired} deleted softly, ${result.returned} brought back, ${result.removed} removed for good.`,
        warnings,
        result,
      },
    );
    if (job.vaultId !== null) await resolveAlerts(tx, { kind: 'RETENTION_FAILED', vaultId: job.vaultId });
  });
}

/** From the job's log, which every step wrote in its own transaction: an attempt that was killed has told what it did. */
async function sumOf(tx: Transaction, jobId: string) {
  const figure = (name: string) => sql`coalesce(sum((data ->> ${name})::bigint), 0)::float8`;
  const [sums] = await tx.execute<{ expired: number; returned: number; removed: number; removedBytes: number }>(sql`
    select ${figure('expired')} as expired, ${figure('returned')} as returned, ${figure('removed')} as removed,
           ${figure('removedBytes')} as "removedBytes"
    from job_events where job_id = ${jobId} and type in ('retention.applied', 'retention.removed')`);
  if (!sums) throw new Error(`the log of ${jobId} has no sum`);
  return { ...sums };
}
