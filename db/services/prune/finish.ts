import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { Warnings } from '../../domain/job.ts';
import { vaults } from '../../schema/index.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Services } from '../context.ts';
import { endJob } from '../job/end-job.ts';
import { giveUpLeases } from '../lease/give-up.ts';
import { assertHeld, type Hold } from '../job/hold.ts';

/** How a clean-up came to its end. */
export interface PruneEnd {
  /** A sentence or two, with figures. */
  readonly message: string;
  readonly warnings: Warnings;
  /** Something is left that could not be done now: the vault's next look is in an hour, not on another day. */
  readonly comesAgain: boolean;
}

/**
 * Ends a clean-up with what all its attempts did, and resolves the alert of one that failed before.
 * @throws FencedError
 */
export async function finishPrune(services: Services, hold: Hold, end: PruneEnd): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    if (job.vaultId === null) throw new Error(`${job.id} is about no vault`);
    // Before the sum: for how long they blocked is told in the log.
    await giveUpLeases(tx, hold);
    const result = await sumOf(tx, job.id);
    const { message, warnings } = end;
    const status = warnings.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED';
    await endJob(tx, { job, hold }, { status, message, warnings, result });
    if (end.comesAgain) {
      await tx
        .update(vaults)
        .set({ nextPruneAt: sql`least(${vaults.nextPruneAt}, schedule_now() + interval '1 hour')` })
        .where(eq(vaults.id, job.vaultId));
    }
    // What could not be done is no success.
    if (warnings.count === 0) await resolveAlerts(tx, { kind: 'PRUNE_FAILED', vaultId: job.vaultId });
  });
}

/** From the job's log, which every step wrote in its own transaction: an attempt that was killed has told what it did. */
async function sumOf(tx: Transaction, jobId: string) {
  const [sums] = await tx.execute<{
    freedBytes: number;
    slices: number;
    blockedMs: number;
    beforeBytes: number;
    afterBytes: number;
  }>(sql`
    with log as (select * from job_events where job_id = ${jobId}),
    measured as (
      select distinct on (data ->> 'repositoryId')
        (first_value(data ->> 'storedBytes') over (partition by data ->> 'repositoryId' order by seq))::float8 as before,
        (data ->> 'storedBytes')::float8 as after
      from log where type = 'prune.measured' order by data ->> 'repositoryId', seq desc)
    select
      (select coalesce(sum((data ->> 'freedBytes')::float8), 0) from log where type = 'prune.freed') as "freedBytes",
      (select count(*)::int from log where type = 'prune.freed') as slices,
      (select coalesce(sum((data ->> 'blockedMs')::float8), 0) from log where type = 'prune.unblocked') as "blockedMs",
      (select coalesce(sum(before), 0) from measured) as "beforeBytes",
      (select coalesce(sum(after), 0) from measured) as "afterBytes"`);
  if (!sums) throw new Error(`the log of ${jobId} has no sum`);
  return { ...sums };
}
