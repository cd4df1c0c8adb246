import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { ChannelState } from '@holdfast/db/domain/outbox';

/**
 * What a call that failed means for its message.
 * - `UNANSWERED`: nobody knows whether Slack did it; look before doing it again.
 * - `LATER`: Slack did not do it and will take it later.
 * - `REFUSED`: the place does not take messages.
 * - `POSTED_GONE`: the message to be edited is no longer there.
 */
export type SlackFailure =
  | { readonly kind: 'UNANSWERED'; readonly error: string }
  | { readonly kind: 'LATER'; readonly error: string; readonly retryAfterMs?: number }
  | { readonly kind: 'REFUSED'; readonly error: string; readonly state: ChannelState }
  | { readonly kind: 'POSTED_GONE'; readonly error: string };

const REFUSALS: Readonly<Record<string, ChannelState>> = {
  not_in_channel: 'NOT_IN_CHANNEL',
  channel_not_found: 'NOT_IN_CHANNEL',
  restricted_action: 'NOT_IN_CHANNEL',
  is_archived: 'GONE',
  channel_is_archived: 'GONE',
  user_not_found: 'GONE',
  account_inactive_user: 'GONE',
};

const POSTED_GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found']);

/** Slack's own words for trouble in which it may have done the work all the same. */
const UNSURE = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);

/** Reads what the official client raised. */
export function readSlackFailure(error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'LATER', error: 'ratelimited', retryAfterMs: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return readPlatformError(error.data.error);
  if (error instanceof WebAPIHTTPError) return { kind: 'UNANSWERED', error: `HTTP ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) return { kind: 'UNANSWERED', error: error.original.message };
  return { kind: 'UNANSWERED', error: error instanceof Error ? error.message : String(error) };
}

function readPlatformError(word: string): SlackFailure {
  const state = REFUSALS[word];
  if (state !== undefined) return { kind: 'REFUSED', error: word, state };
  if (POSTED_GONE.has(word)) return { kind: 'POSTED_GONE', error: word };
  if (UNSURE.has(word)) return { kind: 'UNANSWERED', error: word };
  // A revoked token, a missing scope, a message Slack does not take: for people to mend. The message waits for that.
  return { kind: 'LATER', error: word };
}
