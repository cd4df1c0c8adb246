import type { Transaction } from '../../client.ts';
import { stateKey, type SlackPlace } from '../../domain/outbox.ts';
import { outbox } from '../../schema/index.ts';
import { interestedPlaces } from './interested-places.ts';

/**
 * Gives a new job its message in each place that hears of it: where it was asked for and where someone subscribed. One
 * message a place, in the transaction that makes the job.
 */
export async function announceJob(
  tx: Transaction,
  job: { readonly id: string; readonly itemId: string; readonly askedIn?: SlackPlace | undefined },
): Promise<void> {
  const subscribed = await interestedPlaces(tx, job.itemId);
  const rows = [...(job.askedIn ? [job.askedIn] : []), ...subscribed].map((place, index) => ({
    kind: 'JOB' as const,
    dedupKey: stateKey(job.id, place),
    ...place,
    jobId: job.id,
    asked: index === 0 && job.askedIn !== undefined,
  }));
  if (rows.length > 0) await tx.insert(outbox).values(rows).onConflictDoNothing();
}
