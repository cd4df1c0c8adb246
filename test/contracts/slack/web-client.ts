import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { SlackWorkspace } from '../../kit/slack/workspace.ts';
import { QUIET } from './quiet.ts';

/** Slack's own client with the bot's token, or another; it tries once. */
export function botClient(slack: SlackWorkspace, token: string | undefined = slack.botToken): WebClient {
  return new WebClient(token, {
    logger: QUIET,
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** @returns the word that Slack refuses with */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    throw error;
  }
  throw new Error('Slack took it');
}

/** As `refusalOf`, with the places that Slack complains of. */
export async function complaintsOf(call: Promise<unknown>): Promise<string[]> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) {
      return [error.data.error, ...(error.data.response_metadata?.messages ?? [])];
    }
    throw error;
  }
  throw new Error('Slack took it');
}
