import { and, eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { stateKey, type SlackPlace } from '../../domain/outbox.ts';
import { outbox } from '../../schema/index.ts';
import { interestedPlaces } from './interested-places.ts';

/** Gives a fired alert its message in each place that hears of its item and where its job is followed. Repeats change nothing: the message is edited. */
export async function announceAlert(
  tx: Transaction,
  alert: { readonly id: string; readonly itemId?: string | undefined; readonly jobId?: string | undefined },
): Promise<void> {
  const subscribed = alert.itemId === undefined ? [] : await interestedPlaces(tx, alert.itemId);
  const followed = alert.jobId === undefined ? [] : await placesOfJob(tx, alert.jobId);
  const rows = [...subscribed, ...followed].map((place) => ({
    kind: 'ALERT' as const,
    dedupKey: stateKey(alert.id, place),
    ...place,
    alertId: alert.id,
  }));
  if (rows.length > 0) await tx.insert(outbox).values(rows).onConflictDoNothing();
}

function placesOfJob(tx: Transaction, jobId: string): Promise<SlackPlace[]> {
  return tx
    .select({ teamId: outbox.teamId, channelId: outbox.channelId })
    .from(outbox)
    .where(and(eq(outbox.kind, 'JOB'), eq(outbox.jobId, jobId)));
}
