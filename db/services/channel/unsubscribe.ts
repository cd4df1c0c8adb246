import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { subscriptions } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({ subscriptionId: idSchema('subscription') });
const mutation = { name: 'unsubscribeChannel', action: 'channel.write', schema } as const;

/**
 * Ends a subscription. Messages of what is already followed in the channel go on to their end.
 * @throws NotFoundError
 */
export async function unsubscribeChannel(ctx: Context, request: MutationRequest): Promise<{ channelId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { subscriptionId }) => {
    const [gone] = await tx.delete(subscriptions).where(eq(subscriptions.id, subscriptionId)).returning();
    if (!gone) throw new NotFoundError('subscription', subscriptionId);
    await audit(ctx, tx, { action: 'channel.unsubscribed', subjectId: gone.channelId, details: { subscriptionId } });
    return { channelId: gone.channelId };
  });
}
