import { eq, isNull, or, and } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { SlackPlace } from '../../domain/outbox.ts';
import { channels, protectedItems, subscriptions } from '../../schema/index.ts';

/** The channels that subscribed to what happens to an item: to it, to its vault, or to everything. Each once. */
export async function interestedPlaces(tx: Transaction, itemId: string): Promise<SlackPlace[]> {
  return tx
    .selectDistinct({ teamId: channels.teamId, channelId: channels.slackId })
    .from(subscriptions)
    .innerJoin(channels, eq(channels.id, subscriptions.channelId))
    .innerJoin(protectedItems, eq(protectedItems.id, itemId))
    .where(
      and(
        or(isNull(subscriptions.itemId), eq(subscriptions.itemId, itemId)),
        or(isNull(subscriptions.vaultId), eq(subscriptions.vaultId, protectedItems.vaultId)),
      ),
    );
}
