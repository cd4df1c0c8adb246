import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { SlackPlace } from '../../domain/outbox.ts';
import { channels, protectedItems, subscriptions } from '../../schema/index.ts';

/** The channels that subscribed to what happens to an item: to it, to its vault, or to everything. Each once. */
export async function interestedPlaces(tx: Transaction, itemId: string): Promise<SlackPlace[]> {
  return (await placesByItem(tx, [itemId])).get(itemId) ?? [];
}

/** The channels that subscribed to a vault or to everything; not those of single items in it. Each once. */
export function placesOfVault(tx: Transaction, vaultId: string): Promise<SlackPlace[]> {
  return tx
    .selectDistinct({ teamId: channels.teamId, channelId: channels.slackId })
    .from(subscriptions)
    .innerJoin(channels, eq(channels.id, subscriptions.channelId))
    .where(and(isNull(subscriptions.itemId), or(isNull(subscriptions.vaultId), eq(subscriptions.vaultId, vaultId))));
}

/** The channels of many items; items that nobody subscribed to are left out. */
export async function placesByItem(tx: Transaction, itemIds: readonly string[]): Promise<Map<string, SlackPlace[]>> {
  const found = await tx
    .selectDistinct({ itemId: protectedItems.id, teamId: channels.teamId, channelId: channels.slackId })
    .from(subscriptions)
    .innerJoin(channels, eq(channels.id, subscriptions.channelId))
    .innerJoin(protectedItems, inArray(protectedItems.id, [...itemIds]))
    .where(
      and(
        or(isNull(subscriptions.itemId), eq(subscriptions.itemId, protectedItems.id)),
        or(isNull(subscriptions.vaultId), eq(subscriptions.vaultId, protectedItems.vaultId)),
      ),
    );
  const places = Map.groupBy(found, ({ itemId }) => itemId);
  return new Map(
    [...places].map(([itemId, of]) => [itemId, of.map(({ teamId, channelId }) => ({ teamId, channelId }))]),
  );
}
