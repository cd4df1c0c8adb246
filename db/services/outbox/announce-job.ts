import type { Transaction } from '../../client.ts';
import { stateKey, type SlackPlace } from '../../domain/outbox.ts';
import { outbox } from '../../schema/index.ts';
import { interestedPlaces, placesByItem } from './interested-places.ts';

interface Announced {
  readonly id: string;
  readonly itemId: string;
}

/**
 * Gives a new job its message in each place that hears of it: where it was asked for and where someone subscribed. One
 * message a place, in the transaction that makes the job.
 */
export async function announceJob(
  tx: Transaction,
  job: Announced & { readonly askedIn?: SlackPlace | undefined },
): Promise<void> {
  const subscribed = await interestedPlaces(tx, job.itemId);
  const asked = job.askedIn ? [messageIn(job.askedIn, job, true)] : [];
  await write(tx, [...asked, ...subscribed.map((place) => messageIn(place, job, false))]);
}

/** The same for many jobs that nobody asked for. */
export async function announceJobs(tx: Transaction, jobs: readonly Announced[]): Promise<void> {
  const interested = await placesByItem(
    tx,
    jobs.map(({ itemId }) => itemId),
  );
  const messages = jobs.flatMap((job) =>
    (interested.get(job.itemId) ?? []).map((place) => messageIn(place, job, false)),
  );
  await write(tx, messages);
}

function messageIn(place: SlackPlace, job: Announced, asked: boolean) {
  const { teamId, channelId } = place;
  return { kind: 'JOB' as const, dedupKey: stateKey(job.id, place), teamId, channelId, jobId: job.id, asked };
}

async function write(tx: Transaction, rows: ReturnType<typeof messageIn>[]): Promise<void> {
  if (rows.length > 0) await tx.insert(outbox).values(rows).onConflictDoNothing();
}
