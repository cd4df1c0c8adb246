import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { openSession, type GatewaySession, type GatewaySettings, type SlackUser } from '../gateway/client.ts';

/** What every listener is given. */
export interface BotParts {
  readonly gateway: GatewaySettings;
  readonly log: Logger;
}

/** One thing that someone did in Slack: who, and what the bot needs to do it for them. */
export interface SlackRequest {
  readonly user: SlackUser;
  readonly session: GatewaySession;
  /** A session with time of its own, for what Slack does not wait for; in milliseconds from now. */
  readonly unhurried: (withinMs: number) => GatewaySession;
  readonly log: Logger;
}

/** Begins to serve a request; the gateway's time for it runs from here. */
export function beginRequest({ gateway, log }: BotParts, user: SlackUser, doing: string): SlackRequest {
  const requestId = randomUUID();
  return {
    user,
    session: openSession(gateway, user, { requestId }),
    unhurried: (withinMs) => openSession(gateway, user, { requestId, withinMs }),
    log: log.child({ requestId, doing, ...user }),
  };
}
