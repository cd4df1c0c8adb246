import { App, HTTPReceiver, SocketModeReceiver, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { boltLogger } from './bolt-logger.ts';
import { listen } from './listeners/index.ts';
import type { BotParts } from './listeners/slack-request.ts';

/** What the bot needs of Slack. */
export interface SlackAccess {
  readonly botToken: string;
  /** Absent: Slack itself. */
  readonly apiUrl: string | undefined;
}

/** How long a call of Slack's Web API may take. */
const CALL_TIMEOUT_MS = 5_000;

/** Where Slack sends signed requests to. */
export const REQUEST_PATH = '/slack/events';

/**
 * Opening a socket is tried until it succeeds: the bot is to come back by itself after any outage. Else the client would
 * wait ever longer, at last for hours.
 */
const SOCKET_RETRIES = { forever: true, minTimeout: 500, factor: 1.5, maxTimeout: 10_000 } as const;

/** A receiver that opens a socket to Slack. */
export function socketReceiver({ appToken, apiUrl, log, reconnectMs }: SocketSettings): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    ...(reconnectMs !== undefined && { clientPingTimeout: reconnectMs }),
    installerOptions: { clientOptions: { ...slackApi(apiUrl), retryConfig: { ...SOCKET_RETRIES } } },
  });
}

export interface SocketSettings {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly log: Logger;
  /** How long after a socket broke the next is opened. Default: 5 s. */
  readonly reconnectMs?: number | undefined;
}

/** A receiver that listens for Slack's requests; it refuses what is not signed, or was more than 5 minutes ago. */
export function httpReceiver({ signingSecret, log }: { signingSecret: string; log: Logger }): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: [REQUEST_PATH],
    logger: boltLogger(log),
    customRoutes: [
      { path: '/live', method: 'GET', handler: (_request, response) => void response.writeHead(200).end('OK') },
    ],
  });
}

/** What ends the work in hand in order. */
export interface BuiltApp {
  readonly app: App;
  /** Resolves when nothing that came from Slack is being served. */
  readonly idle: () => Promise<void>;
}

/**
 * The bot on a receiver, with everything it listens to: the same whatever way Slack's requests come.
 *
 * The client never tries again by itself, and fails when Slack says to wait: whether to is decided where the call is made.
 */
export function buildApp(slack: SlackAccess, receiver: Receiver, parts: BotParts): BuiltApp {
  const { botToken, apiUrl } = slack;
  const app = new App({
    receiver,
    authorize: () => Promise.resolve({ botToken }),
    // Nothing that the bot itself says is listened to.
    ignoreSelf: false,
    convoStore: false,
    logger: boltLogger(parts.log),
    clientOptions: {
      ...slackApi(apiUrl),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: CALL_TIMEOUT_MS,
    },
  });
  const serving = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const served = next();
    serving.add(served);
    try {
      await served;
    } finally {
      serving.delete(served);
    }
  });
  app.error((error) => {
    parts.log.error({ error }, 'listener failed');
    return Promise.resolve();
  });
  listen(app, parts);
  return { app, idle: async () => void (await Promise.allSettled(serving)) };
}

function slackApi(apiUrl: string | undefined): { slackApiUrl?: string } {
  return apiUrl === undefined ? {} : { slackApiUrl: apiUrl };
}
