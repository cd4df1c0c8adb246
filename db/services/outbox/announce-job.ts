import type { Transaction } from '../../client.ts';
import type { JobSubject } from '../../domain/job.ts';
import { stateKey, type SlackPlace } from '../../domain/outbox.ts';
import { outbox } from '../../schema/index.ts';
import { interestedPlaces, placesByItem } from './interested-places.ts';

/**
 * Gives a new job its message in each place that hears of it: where it was asked for and where someone subscribed to its
 * item. One message a place, in the transaction that makes the job. Work on a vault runs every day and is of interest when it
 * fails, which its alert tells: it has a message only where it was asked for.
 */
export async function announceJob(
  tx: Transaction,
  job: { readonly id: string; readonly subject: JobSubject; readonly askedIn?: SlackPlace | undefined },
): Promise<void> {
  const { itemId } = job.subject;
  const subscribed = itemId === undefined ? [] : await interestedPlaces(tx, itemId);
  const asked = job.askedIn ? [messageIn(job.askedIn, job, true)] : [];
  await write(tx, [...asked, ...subscribed.map((place) => messageIn(place, job, false))]);
}

/** The same for many jobs of items that nobody asked for. */
export async function announceJobs(
  tx: Transaction,
  jobs: readonly { readonly id: string; readonly itemId: string }[],
): Promise<void> {
  const interested = await placesByItem(
    tx,
    jobs.map(({ itemId }) => itemId),
  );
  const messages = jobs.flatMap((job) =>
    (interested.get(job.itemId) ?? []).map((place) => messageIn(place, job, false)),
  );
  await write(tx, messages);
}

function messageIn(place: SlackPlace, job: { readonly id: string }, asked: boolean) {
  const { teamId, channelId } = place;
  return { kind: 'JOB' as const, dedupKey: stateKey(job.id, place), teamId, channelId, jobId: job.id, asked };
}

async function write(tx: Transaction, rows: ReturnType<typeof messageIn>[]): Promise<void> {
  if (rows.length > 0) await tx.insert(outbox).values(rows).onConflictDoNothing();
}
