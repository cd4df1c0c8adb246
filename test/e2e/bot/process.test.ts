import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSlackWorkspace } from '../../kit/slack/workspace.ts';
import { answerTo } from './people.ts';

const MAIN = join(import.meta.dirname, '../../../bot/main.ts');

function startMain(env: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, said: text(child.stderr), logged: text(child.stdout) };
}

test('as a process it serves Slack, and ends in order within seconds of SIGTERM', async () => {
  await using slack = await startSlackWorkspace();
  const { child, ended, logged } = startMain({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    HOLDFAST_BOT_TOKEN: 'hf_none',
    HOLDFAST_GATEWAY_URL: 'http://127.0.0.1:1/graphql',
  });
  await expect.poll(() => slack.openSockets(), { timeout: 20_000 }).toBe(1);
  expect(answerTo(await slack.command('ada', 'backups', '/backup help'))).toContain('What `/backup` can do');
  const since = performance.now();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(performance.now() - since).toBeLessThan(5_000);
  for (const secret of [slack.botToken, slack.appToken]) expect(await logged).not.toContain(secret);
});

test('settings are checked without starting, and everything that is wrong is told at once', async () => {
  const complete = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'a secret', HOLDFAST_BOT_TOKEN: 'hf_1' };
  expect(await startMain(complete, ['--check-settings']).ended).toBe(0);
  const { ended, said } = startMain({ SLACK_APP_TOKEN: 'xoxb-not-an-app-token' }, ['--check-settings']);
  expect(await ended).toBe(1);
  expect((await said).split('\n').filter((line) => line.startsWith('  '))).toHaveLength(3);
  expect(await said).not.toContain('xoxb-not-an-app-token');
});
