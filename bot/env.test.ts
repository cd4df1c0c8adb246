import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { botSettings } from './env.ts';
import { SettingsError } from './settings.ts';

const COMPLETE = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', HOLDFAST_BOT_TOKEN: 'hf_1' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    botSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

test('with an app token it opens a socket, else it listens for signed requests', () => {
  expect(botSettings(COMPLETE)).toMatchObject({
    transport: { kind: 'socket', appToken: 'xapp-1' },
    HOLDFAST_GATEWAY_URL: 'http://127.0.0.1:4400/graphql',
  });
  const signed = { ...COMPLETE, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'a secret', HOLDFAST_BOT_PORT: '8080' };
  expect(botSettings(signed).transport).toEqual({
    kind: 'http',
    signingSecret: 'a secret',
    host: '127.0.0.1',
    port: 8_080,
  });
});

test('everything that is missing or wrong is told at once, without the values', () => {
  expect(problemsOf({})).toEqual([
    'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (signed HTTP): one of them must be set',
    'SLACK_BOT_TOKEN: is missing: the bot token of the Slack app (xoxb-…)',
    'HOLDFAST_BOT_TOKEN: is missing: an API token of Holdfast with the scope ACT_FOR_SLACK (hf_…)',
  ]);
  const wrong = problemsOf({ SLACK_BOT_TOKEN: 'xapp-secret', HOLDFAST_BOT_TOKEN: 'secret', HOLDFAST_BOT_PORT: '-1' });
  expect(wrong).toHaveLength(4);
  expect(wrong.join('\n')).not.toContain('secret');
});

test('each secret may come from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bot-env-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'token'), 'xoxb-from-a-file\n');
  const { SLACK_BOT_TOKEN: _, ...rest } = COMPLETE;
  expect(botSettings({ ...rest, SLACK_BOT_TOKEN_FILE: join(folder, 'token') }).SLACK_BOT_TOKEN).toBe(
    'xoxb-from-a-file',
  );
  expect(problemsOf({ ...rest, SLACK_BOT_TOKEN_FILE: '/nowhere' })[0]).toMatch(
    /^SLACK_BOT_TOKEN_FILE: \/nowhere cannot be read/,
  );
});
