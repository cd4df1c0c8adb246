import { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { buildApp, httpReceiver, REQUEST_PATH, socketReceiver, type SlackAccess } from './app.ts';
import { boltLogger } from './bolt-logger.ts';
import type { Transport } from './env.ts';
import type { GatewaySettings } from './gateway/client.ts';
import { slackError } from './listeners/slack-error.ts';

export interface BotSettings {
  readonly slack: SlackAccess;
  readonly transport: Transport;
  readonly gateway: GatewaySettings;
  readonly log: Logger;
  /** How long after a socket broke the next is opened. Default: 5 s. */
  readonly reconnectMs?: number;
}

export interface RunningBot extends AsyncDisposable {
  /** Where Slack's signed requests are taken; undefined over a socket. */
  readonly requestUrl: string | undefined;
  /** Serves what is in hand, then ends. */
  stop(): Promise<void>;
}

/**
 * Starts the bot; resolves once Slack can reach it.
 * @throws SlackAccessError when Slack does not accept the bot's token
 */
export async function startBot(settings: BotSettings): Promise<RunningBot> {
  await checkToken(settings);
  const { transport } = settings;
  return transport.kind === 'socket' ? startOnSocket(settings, transport) : startOnHttp(settings, transport);
}

/** The bot's token does not count. */
export class SlackAccessError extends Error {
  override readonly name = 'SlackAccessError';

  constructor(why: string) {
    super(`Slack does not accept SLACK_BOT_TOKEN (${why}): copy the bot token of the installed app again.`);
  }
}

/** While Slack cannot be reached the bot starts all the same and waits; a token that it refuses never becomes right. */
async function checkToken({ slack, log }: BotSettings): Promise<void> {
  const { botToken, apiUrl } = slack;
  const client = new WebClient(botToken, {
    logger: boltLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5_000,
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
  });
  try {
    const { team, user } = await client.auth.test();
    log.info({ team, user }, 'known to Slack');
  } catch (error) {
    const why = slackError(error) ?? 'unknown';
    if (REFUSED.has(why)) throw new SlackAccessError(why);
    log.warn({ why }, 'Slack does not answer yet');
  }
}

const REFUSED = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']);

async function startOnSocket(settings: BotSettings, { appToken }: Transport & { kind: 'socket' }): Promise<RunningBot> {
  const { slack, log, reconnectMs } = settings;
  const receiver = socketReceiver({ appToken, apiUrl: slack.apiUrl, log, reconnectMs });
  const { idle } = buildApp(slack, receiver, settings);
  await receiver.start();
  log.info('connected to Slack');
  const stop = async () => {
    await idle();
    await receiver.stop();
  };
  return { requestUrl: undefined, stop, [Symbol.asyncDispose]: stop };
}

async function startOnHttp(settings: BotSettings, transport: Transport & { kind: 'http' }): Promise<RunningBot> {
  const { slack, log } = settings;
  const { signingSecret, host, port } = transport;
  const receiver = httpReceiver({ signingSecret, log });
  const { idle } = buildApp(slack, receiver, settings);
  const server = await receiver.start({ host, port });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  const requestUrl = `http://${host}:${taken}${REQUEST_PATH}`;
  log.info({ requestUrl }, 'listening for Slack');
  const stop = async () => {
    const ended = receiver.stop();
    await idle();
    server.closeIdleConnections();
    await ended;
  };
  return { requestUrl, stop, [Symbol.asyncDispose]: stop };
}
