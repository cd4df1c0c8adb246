import type { Role } from '@holdfast/db/domain/actor';
import { linkSlackUser } from '@holdfast/db/services/access/link-slack-user';
import { stopWorker } from '@holdfast/db/services/worker/stop';
import { startBot, type RunningBot } from '@holdfast/bot/start';
import { pino } from 'pino';
import { z } from 'zod';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openGateway, type TestGateway } from '../../kit/gateway.ts';
import { startSlackWorkspace, type SlackWorkspace, type WorkspaceOptions } from '../../kit/slack/workspace.ts';
import { openDoor, type GatewayDoor } from './gateway-door.ts';

const logLine = z.record(z.string(), z.unknown());

/** A Slack workspace, the bot in it, a gateway behind it and an estate. No worker: jobs stay as the test moves them. */
export interface BotWorld extends AsyncDisposable {
  readonly slack: SlackWorkspace;
  readonly gateway: TestGateway;
  readonly door: GatewayDoor;
  readonly estate: Estate;
  readonly bot: RunningBot;
  /** What the bot logged, parsed. */
  readonly log: readonly Record<string, unknown>[];
  /** The bot's token for the gateway. */
  readonly botToken: string;
  readonly botTokenId: string;
  readonly principals: Readonly<Record<'ada' | 'grace', string>>;
  /** Links a person to a new principal of this role. */
  link(user: string, role: Role): Promise<string>;
  close(): Promise<void>;
}

export interface BotWorldOptions {
  readonly transport?: 'socket' | 'http';
  readonly slack?: WorkspaceOptions;
  /** How long after a socket broke the next is opened. Default: Bolt's. */
  readonly reconnectMs?: number;
}

/** ada is an operator, grace a reader, kenji nobody. */
export async function openBotWorld(options: BotWorldOptions = {}): Promise<BotWorld> {
  const { transport = 'socket', reconnectMs } = options;
  const [gateway, slack] = await Promise.all([openGateway(), startSlackWorkspace(options.slack)]);
  const door = await openDoor(gateway.fetch);
  const estate = await seedEstate(gateway.services);
  await stopWorker(gateway.services, estate.workerId);
  const link = async (user: string, role: Role) => {
    const { principalId } = await gateway.principal({ role, name: user });
    const who = { principalId, teamId: slack.teamId, userId: slack.user(user).id };
    await linkSlackUser(as(gateway.services, 'ADMIN'), request(who));
    return principalId;
  };
  const principals = { ada: await link('ada', 'OPERATOR'), grace: await link('grace', 'READER') };
  const { token, tokenId: botTokenId } = await gateway.principal({
    role: 'CONTRIBUTOR',
    name: 'slack bot',
    scopes: ['act-for-slack'],
  });
  const log: Record<string, unknown>[] = [];
  const logger = pino(
    { level: 'debug', serializers: { error: pino.stdSerializers.err } },
    { write: (line: string) => void log.push(logLine.parse(JSON.parse(line))) },
  );
  const { appToken, signingSecret, botToken, apiUrl } = slack;
  const bot = await startBot({
    slack: { botToken, apiUrl },
    transport:
      transport === 'socket'
        ? { kind: 'socket', appToken }
        : { kind: 'http', signingSecret, host: '127.0.0.1', port: 0 },
    gateway: { url: door.url, token },
    log: logger,
    ...(reconnectMs !== undefined && { reconnectMs }),
  });
  if (bot.requestUrl !== undefined) await slack.connectHttp(bot.requestUrl);
  const close = async () => {
    await bot.stop();
    await slack.stop();
    await door[Symbol.asyncDispose]();
    await gateway.close();
  };
  return {
    ...{ slack, gateway, door, estate, bot, log, principals, link, close },
    ...{ botToken: token, botTokenId, [Symbol.asyncDispose]: close },
  };
}
