import { z } from 'zod';
import type { Actor } from './actor.ts';
import { InvalidInputError } from './errors.ts';

/** What a message to Slack is. `JOB` and `ALERT` are edited as their subject changes; the others are each sent once. */
export const OUTBOX_KINDS = ['JOB', 'ALERT', 'MILESTONE', 'REPLY', 'PRIVATE'] as const;

/** `UNDELIVERABLE`: Slack refuses for good, for the reason the row names. */
export const OUTBOX_STATES = ['OPEN', 'UNDELIVERABLE'] as const;

export const CHANNEL_STATES = ['OK', 'NOT_IN_CHANNEL', 'GONE'] as const;
export type ChannelState = (typeof CHANNEL_STATES)[number];

const slackIdSchema = z.string().regex(/^[A-Z0-9]{2,30}$/, 'is not an id of Slack');

/** A place in Slack: a channel, or a user for what is told privately. */
export const slackPlaceSchema = z.strictObject({ teamId: slackIdSchema, channelId: slackIdSchema });
export type SlackPlace = Readonly<z.output<typeof slackPlaceSchema>>;

/**
 * Where the message of a job goes that someone asked for in Slack.
 * @throws InvalidInputError when the actor does not act for a Slack user, or names another workspace than theirs
 */
export function askedIn(actor: Actor, announce: SlackPlace | undefined): SlackPlace | undefined {
  if (announce === undefined) return undefined;
  if (actor.type === 'slack' && actor.teamId === announce.teamId) return announce;
  throw new InvalidInputError([
    { path: 'announce', message: 'is for requests made for a user of that Slack workspace' },
  ]);
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** How long to wait before a failed send is tried again: as long as Slack asked for, else doubling up to a minute. Never given up. */
export function resendDelayMs(failed: { attempts: number; retryAfterMs?: number | undefined }): number {
  return failed.retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** Math.max(failed.attempts - 1, 0), LONGEST_PAUSE_MS);
}

/** The key of a state message: one per subject and place. */
export function stateKey(subjectId: string, place: SlackPlace): string {
  return `state:${subjectId}:${place.teamId}:${place.channelId}`;
}
