import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  gatewayUrl,
  ROOT,
  runHoldfast,
  startHoldfast,
  STARTER,
  type HoldfastProcess,
} from '../kit/holdfast-process.ts';
import type { SlackWorkspace } from '../kit/slack/workspace.ts';
import { endsWithUs } from './ends-with-us.ts';
import type { DemoFolders } from './folders.ts';
import { waiting } from './wait.ts';

/** What `npm start` runs, on the demo's folders: the store, the gateway and a worker, each a process. */
export interface RunningHoldfast extends AsyncDisposable {
  /** Where it serves GraphQL. */
  readonly url: string;
  /** Of the administrator that its first start made. */
  readonly adminToken: string;
  /** The settings that it runs with. */
  readonly settings: Readonly<Record<string, string>>;
  /** @throws Error when it has ended by itself */
  check(): void;
}

/** Its own session, so that Ctrl-C comes to the demo alone, which ends things in their order. */
const ownSession = (...command: readonly string[]) => {
  const { program, args } = endsWithUs('setsid', command, 'INT');
  return [program, ...args];
};

export async function startParts(folders: DemoFolders, slack: SlackWorkspace): Promise<RunningHoldfast> {
  const settings = {
    HOLDFAST_HOME: folders.home,
    HOLDFAST_ROOTS: folders.data,
    HOLDFAST_VAULT_ROOTS: folders.vaults,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
  };
  const run = { env: settings, command: ownSession(...STARTER), logFile: join(folders.logs, 'holdfast.log') };
  const parts = await startHoldfast(folders, run);
  const url = await gatewayUrl(parts);
  return {
    url,
    settings,
    adminToken: readFileSync(join(folders.home, 'admin-token'), 'utf8').trim(),
    check: checkOf(parts, 'Holdfast'),
    [Symbol.asyncDispose]: () => endOrderly(parts),
  };
}

interface BotNeeds {
  readonly folders: DemoFolders;
  readonly slack: SlackWorkspace;
  /** Where the gateway is. */
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

export type RunningBot = AsyncDisposable & Pick<RunningHoldfast, 'check'>;

/** The bot as a process of its own, once it is connected to Slack. */
export async function startBot({ folders, slack, url, token, signal }: BotNeeds): Promise<RunningBot> {
  const bot = runHoldfast(folders, {
    command: ownSession(process.execPath, join(ROOT, 'bot/main.ts')),
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      HOLDFAST_GATEWAY_URL: url,
      HOLDFAST_BOT_TOKEN: token,
    },
    logFile: join(folders.logs, 'bot.log'),
  });
  const check = checkOf(bot, 'the bot');
  const end = () => endOrderly(bot);
  try {
    await waiting(signal, check)('the bot to connect to Slack', async () => slack.openSockets() > 0);
  } catch (error) {
    await end();
    throw error;
  }
  return { check, [Symbol.asyncDispose]: end };
}

function checkOf(process: HoldfastProcess, name: string): () => void {
  let end: string | undefined;
  void process.ended.then(({ code, signal }) => (end = `${name} ended (${signal ?? code}): ${process.said()}`));
  return () => {
    if (end !== undefined) throw new Error(end);
  };
}

/** It ends within 30 s of itself. One that does not is killed, and what it started ends with it. */
const LATEST_END_MS = 40_000;

/** As its administrator would. May be called twice. */
async function endOrderly(process: HoldfastProcess): Promise<void> {
  process.kill('SIGTERM');
  const isLate = pause(LATEST_END_MS, true, { ref: false });
  if (await Promise.race([process.ended.then(() => false), isLate])) process.kill('SIGKILL');
}
