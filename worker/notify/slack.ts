import { LogLevel, WebClient } from '@slack/web-api';
import type { SlackMessage } from '@holdfast/bot/ui/blocks';

const ANSWER_WITHIN_MS = 10_000;
const EVENT_TYPE = 'holdfast';
const MOST_MESSAGES_LOOKED_AT = 200;

export interface SlackOptions {
  readonly token: string;
  /** Another address than Slack's own, as of the simulator. */
  readonly apiUrl?: string | undefined;
}

/** Where a message goes, and the key it carries so that it can be found again. */
export interface Posting {
  readonly channelId: string;
  readonly key: string;
  readonly message: SlackMessage;
  /** The root of the thread it belongs to. */
  readonly threadTs?: string | undefined;
}

/** The calls the sender makes. Retries are off: the outbox decides what is tried again, and when. */
export class Slack {
  readonly #client: WebClient;

  constructor({ token, apiUrl }: SlackOptions) {
    this.#client = new WebClient(token, {
      ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: ANSWER_WITHIN_MS,
      logLevel: LogLevel.ERROR,
    });
  }

  /** @returns Slack's name of the message */
  async post({ channelId, key, message, threadTs }: Posting): Promise<string> {
    const answer = await this.#client.chat.postMessage({
      channel: channelId,
      text: message.text,
      blocks: [...message.blocks],
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      metadata: { event_type: EVENT_TYPE, event_payload: { key } },
      unfurl_links: false,
      unfurl_media: false,
    });
    if (answer.ts === undefined) throw new Error('Slack does not name the message it posted');
    return answer.ts;
  }

  async update({ channelId, key, message }: Posting, ts: string): Promise<void> {
    await this.#client.chat.update({
      channel: await this.#conversationOf(channelId),
      ts,
      text: message.text,
      blocks: [...message.blocks],
      metadata: { event_type: EVENT_TYPE, event_payload: { key } },
    });
  }

  /** Slack's name of a message that carries the key and was posted since then, or undefined when there is none. */
  async find(wanted: {
    channelId: string;
    key: string;
    since: Date;
    threadTs?: string | undefined;
  }): Promise<string | undefined> {
    const { key, since, threadTs } = wanted;
    const channel = await this.#conversationOf(wanted.channelId);
    const range = {
      channel,
      oldest: String(since.getTime() / 1000),
      include_all_metadata: true,
      limit: MOST_MESSAGES_LOOKED_AT,
    };
    const answer =
      threadTs === undefined
        ? await this.#client.conversations.history(range)
        : await this.#client.conversations.replies({ ...range, ts: threadTs });
    const found = (answer.messages ?? []).find((message) => keyOf(message) === key);
    return found?.ts;
  }

  /** Messages to a user are posted by the user's id and edited by the conversation's. */
  async #conversationOf(channelId: string): Promise<string> {
    if (!channelId.startsWith('U') && !channelId.startsWith('W')) return channelId;
    const opened = await this.#client.conversations.open({ users: channelId });
    const id = opened.channel?.id;
    if (id === undefined) throw new Error('Slack opened no conversation');
    return id;
  }
}

function keyOf(message: { metadata?: { event_type?: string; event_payload?: unknown } }): string | undefined {
  const { metadata } = message;
  if (metadata?.event_type !== EVENT_TYPE) return undefined;
  const payload = metadata.event_payload;
  if (typeof payload !== 'object' || payload === null || !('key' in payload)) return undefined;
  return typeof payload.key === 'string' ? payload.key : undefined;
}
