import { and, eq, sql } from 'drizzle-orm';
import { resendDelayMs, type ChannelState } from '../../domain/outbox.ts';
import { NOW } from '../../schema/columns.ts';
import { channels, outbox } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { DueMessage } from './claim.ts';

/** Writes down that a message is about to be posted: from now on it may be there although nobody heard of it. */
export async function notePosting(services: Services, message: DueMessage): Promise<void> {
  await services.db.update(outbox).set({ postingSince: NOW }).where(eq(outbox.seq, message.seq));
}

/** Writes down that Slack has the message as it was claimed. What was wanted since is due again. */
export async function settleSent(services: Services, message: DueMessage, ts: string): Promise<void> {
  await services.db.transaction(async (tx) => {
    await tx
      .update(outbox)
      .set({
        sent: message.wanted,
        sentAt: NOW,
        ts,
        attempts: 0,
        postingSince: null,
        lastError: null,
        claimedUntil: null,
        // What was wanted since the claim: at once if it should be seen, else when progress may be shown again.
        dueAt: sql`case when ${outbox.urgent} then now() else now() + progress_pause(${outbox.renders}) end`,
      })
      .where(eq(outbox.seq, message.seq));
    await tx
      .update(channels)
      .set({ state: 'OK' })
      .where(and(eq(channels.teamId, message.teamId), eq(channels.slackId, message.channelId)));
  });
}

/** Gives a message back that could not be sent, for a time that grows or that Slack named. Nothing is ever given up. */
export async function settleFailed(
  services: Services,
  message: DueMessage,
  failure: { error: string; retryAfterMs?: number | undefined },
): Promise<void> {
  const delayMs = resendDelayMs({ attempts: message.attempts, retryAfterMs: failure.retryAfterMs });
  const dueAt = sql`now() + make_interval(secs => ${delayMs / 1000})`;
  await services.db
    .update(outbox)
    .set({ claimedUntil: null, urgent: true, dueAt, lastError: failure.error })
    .where(eq(outbox.seq, message.seq));
}

/** Slack answered that nothing was posted: the next try need not look for it. */
export async function noteNotPosted(services: Services, message: DueMessage): Promise<void> {
  await services.db.update(outbox).set({ postingSince: null }).where(eq(outbox.seq, message.seq));
}

/** Someone deleted the posted message: the next send posts it anew. */
export async function forgetPosted(services: Services, message: DueMessage): Promise<void> {
  await services.db.update(outbox).set({ ts: null, claimedUntil: null, dueAt: NOW }).where(eq(outbox.seq, message.seq));
}

/**
 * The place does not take messages. Where someone asked for the job there, the job's message goes to them privately from
 * now on, and they are told why; elsewhere it ends as undeliverable, which the channel's state shows.
 */
export async function settleRefused(
  services: Services,
  message: DueMessage,
  refusal: { error: string; state: ChannelState; tellUserId?: string | undefined },
): Promise<void> {
  const { error, state, tellUserId } = refusal;
  await services.db.transaction(async (tx) => {
    await tx
      .update(channels)
      .set({ state })
      .where(and(eq(channels.teamId, message.teamId), eq(channels.slackId, message.channelId)));
    if (message.kind !== 'JOB' || !message.asked || tellUserId === undefined) {
      await tx.update(outbox).set({ state: 'UNDELIVERABLE', lastError: error }).where(eq(outbox.seq, message.seq));
      return;
    }
    const { teamId, channelId, jobId } = message;
    await tx
      .update(outbox)
      .set({ channelId: tellUserId, ts: null, postingSince: null, claimedUntil: null, dueAt: NOW, lastError: error })
      .where(and(eq(outbox.jobId, jobId ?? ''), eq(outbox.teamId, teamId), eq(outbox.channelId, channelId)));
    await tx
      .insert(outbox)
      .values({
        kind: 'PRIVATE',
        dedupKey: `refused:${channelId}:${jobId}`,
        teamId,
        channelId: tellUserId,
        jobId,
        payload: { channelId },
      })
      .onConflictDoNothing();
  });
}
