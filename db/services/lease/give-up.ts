import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { repositoryLeases } from '../../schema/index.ts';
import { recordEvent } from '../job/record-event.ts';

interface AttemptKey {
  readonly jobId: string;
  readonly attempt: number;
}

/** Gives up all leases of an attempt that ends, in the caller's transaction. */
export async function giveUpLeases(tx: Transaction, hold: AttemptKey): Promise<void> {
  const given = await tx
    .delete(repositoryLeases)
    .where(and(eq(repositoryLeases.jobId, hold.jobId), eq(repositoryLeases.attempt, hold.attempt)))
    .returning({ since: repositoryLeases.blocksSince });
  for (const { since } of given) if (since) await tellUnblocked(tx, hold, since);
}

/** Writes into the job's log for how long it had blocked a repository, in the caller's transaction. */
export async function tellUnblocked(tx: Transaction, hold: AttemptKey, since: Date): Promise<void> {
  // No longer than the attempt's worker was heard of: after that nobody was kept waiting.
  const [lasted] = await tx.execute<{ ms: number }>(sql`
    select round(greatest(0, extract(epoch from least(clock_timestamp(), lease_until) - ${since.toISOString()}::timestamptz)) * 1000)::float8 as ms
    from job_attempts where job_id = ${hold.jobId} and number = ${hold.attempt}`);
  const blockedMs = lasted?.ms ?? 0;
  const message = `The vault was kept from others for ${(blockedMs / 1000).toFixed(1)} s.`;
  await recordEvent(tx, { ...hold, type: 'prune.unblocked', message, data: { blockedMs } });
}
