import { afterAll, expect, test } from 'vitest';
import { SlackAccessError, startBot, type BotSettings } from '@holdfast/bot/start';
import { pino } from 'pino';
import { startSlackWorkspace } from '../../kit/slack/workspace.ts';
import { openBotWorld } from './bot-world.ts';
import { answerTo } from './people.ts';

const world = await openBotWorld({ reconnectMs: 1_000 });
afterAll(() => world.close());
const { slack } = world;

const settingsFor = (workspace: Awaited<ReturnType<typeof startSlackWorkspace>>): BotSettings => ({
  slack: { botToken: workspace.botToken, apiUrl: workspace.apiUrl },
  transport: { kind: 'socket', appToken: workspace.appToken },
  gateway: { url: 'http://127.0.0.1:1/graphql', token: 'hf_none' },
  log: pino({ level: 'silent' }),
  reconnectMs: 1_000,
});

async function helps(): Promise<void> {
  await expect.poll(() => slack.openSockets(), { timeout: 20_000 }).toBe(1);
  expect(answerTo(await slack.command('ada', 'backups', '/backup help'))).toContain('What `/backup` can do');
}

test('after its socket broke the bot comes back by itself', async () => {
  slack.faults.cutSockets();
  expect(slack.openSockets()).toBe(0);
  await helps();
});

test('told to come again, as Slack does every few hours, it does', async () => {
  slack.faults.refreshSockets();
  await helps();
});

test('after an outage of Slack it comes back by itself', async () => {
  await slack.faults.outage(true);
  await expect.poll(() => slack.openSockets()).toBe(0);
  await slack.faults.outage(false);
  await helps();
});

test('a bot that starts while Slack is out waits for it', async () => {
  await using workspace = await startSlackWorkspace();
  await workspace.faults.outage(true);
  const starting = startBot(settingsFor(workspace));
  await workspace.faults.outage(false);
  await using bot = await starting;
  expect(bot.requestUrl).toBeUndefined();
  expect(answerTo(await workspace.command('ada', 'backups', '/backup help'))).toContain('What `/backup` can do');
});

test('a bot token that Slack refuses ends the start, and says what to do', async () => {
  await using workspace = await startSlackWorkspace();
  const settings = settingsFor(workspace);
  const starting = startBot({ ...settings, slack: { ...settings.slack, botToken: 'xoxb-wrong' } });
  await expect(starting).rejects.toThrow(SlackAccessError);
  await expect(starting).rejects.toThrow('invalid_auth');
});
