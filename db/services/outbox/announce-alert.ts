import { and, eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { stateKey, type SlackPlace } from '../../domain/outbox.ts';
import { outbox } from '../../schema/index.ts';
import { interestedPlaces, placesOfVault } from './interested-places.ts';

interface Announced {
  readonly id: string;
  readonly itemId?: string | undefined;
  readonly vaultId?: string | undefined;
  readonly jobId?: string | undefined;
}

/**
 * Gives a fired alert its message in each place that hears of its item or its vault, and where its job is followed. Repeats
 * change nothing: the message is edited.
 */
export async function announceAlert(tx: Transaction, alert: Announced): Promise<void> {
  const subscribed = await subscribedPlaces(tx, alert);
  const followed = alert.jobId === undefined ? [] : await placesOfJob(tx, alert.jobId);
  const rows = [...subscribed, ...followed].map((place) => ({
    kind: 'ALERT' as const,
    dedupKey: stateKey(alert.id, place),
    ...place,
    alertId: alert.id,
  }));
  if (rows.length > 0) await tx.insert(outbox).values(rows).onConflictDoNothing();
}

async function subscribedPlaces(tx: Transaction, { itemId, vaultId }: Announced): Promise<SlackPlace[]> {
  if (itemId !== undefined) return interestedPlaces(tx, itemId);
  return vaultId === undefined ? [] : placesOfVault(tx, vaultId);
}

function placesOfJob(tx: Transaction, jobId: string): Promise<SlackPlace[]> {
  return tx
    .select({ teamId: outbox.teamId, channelId: outbox.channelId })
    .from(outbox)
    .where(and(eq(outbox.kind, 'JOB'), eq(outbox.jobId, jobId)));
}
