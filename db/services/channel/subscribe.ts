import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { NotFoundError } from '../../domain/errors.ts';
import { idSchema, newId } from '../../domain/ids.ts';
import { slackPlaceSchema } from '../../domain/outbox.ts';
import { channels, protectedItems, subscriptions, vaults } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = slackPlaceSchema.extend({
  name: z.string().max(80).optional(),
  vaultId: idSchema('vault').optional(),
  itemId: idSchema('protectedItem').optional(),
});
const mutation = { name: 'subscribeChannel', action: 'channel.write', schema } as const;

/**
 * Has a Slack channel hear of the jobs and alerts of everything, of one vault, or of one item. Asking again changes nothing.
 * @throws NotFoundError for an unknown vault or item
 */
export async function subscribeChannel(
  ctx: Context,
  request: MutationRequest,
): Promise<{ subscriptionId: string; channelId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const { teamId, channelId: slackId, name, vaultId, itemId } = input;
    if (vaultId !== undefined && (await tx.$count(vaults, eq(vaults.id, vaultId))) === 0) {
      throw new NotFoundError('vault', vaultId);
    }
    if (itemId !== undefined && (await tx.$count(protectedItems, eq(protectedItems.id, itemId))) === 0) {
      throw new NotFoundError('protected item', itemId);
    }
    const now = ctx.clock.now();
    const [channel] = await tx
      .insert(channels)
      .values({ id: newId('channel', now), teamId, slackId, name: name ?? null })
      .onConflictDoUpdate({
        target: [channels.teamId, channels.slackId],
        set: { state: 'OK', ...(name !== undefined && { name }) },
      })
      .returning({ id: channels.id });
    if (!channel) throw new Error('the channel was not written');
    const filter = { channelId: channel.id, vaultId: vaultId ?? null, itemId: itemId ?? null };
    await tx
      .insert(subscriptions)
      .values({ id: newId('subscription', now), ...filter })
      .onConflictDoNothing();
    const [subscription] = await tx
      .select({ id: subscriptions.id })
      .from(subscriptions)
      .where(
        and(
          eq(subscriptions.channelId, channel.id),
          sameOrNull(subscriptions.vaultId, filter.vaultId),
          sameOrNull(subscriptions.itemId, filter.itemId),
        ),
      );
    if (!subscription) throw new Error('the subscription was not written');
    await audit(ctx, tx, { action: 'channel.subscribed', subjectId: channel.id, details: { ...input } });
    return { subscriptionId: subscription.id, channelId: channel.id };
  });
}

function sameOrNull(column: typeof subscriptions.vaultId, value: string | null) {
  return value === null ? isNull(column) : eq(column, value);
}
