import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App, type Receiver } from '@slack/bolt';
import { expect, test, vi } from 'vitest';
import { listen } from '@holdfast/bot/listeners/index';
import { SUBCOMMANDS } from '@holdfast/bot/ui/answers/help';
import { ACTION, COMMAND, RESTORE } from '@holdfast/bot/ui/ids';
import { pino } from 'pino';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../../..');

/** What each method of the Web API that we use needs (docs.slack.dev/reference/methods). */
const SCOPES_OF: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'views.open': [],
  'views.update': [],
  'users.info': ['users:read'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
};

const manifest = z
  .object({
    features: z.object({ slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string() })) }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      interactivity: z.object({ is_enabled: z.boolean() }),
      event_subscriptions: z.object({ bot_events: z.array(z.string()) }).default({ bot_events: [] }),
      socket_mode_enabled: z.boolean(),
    }),
  })
  .parse(JSON.parse(await readFile(join(ROOT, 'bot/manifest.json'), 'utf8')));

/** What the listeners are registered for, by the method of Bolt's app that registers them. */
function listenedTo() {
  const receiver: Receiver = { init: () => undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() };
  const app = new App({ receiver, authorize: () => Promise.resolve({}) });
  const spies = {
    commands: vi.spyOn(app, 'command'),
    actions: vi.spyOn(app, 'action'),
    views: vi.spyOn(app, 'view'),
    options: vi.spyOn(app, 'options'),
    events: vi.spyOn(app, 'event'),
    messages: vi.spyOn(app, 'message'),
    shortcuts: vi.spyOn(app, 'shortcut'),
  };
  listen(app, { gateway: { url: 'http://127.0.0.1:1', token: 'hf_none' }, log: pino({ level: 'silent' }) });
  return Object.fromEntries(Object.entries(spies).map(([kind, spy]) => [kind, spy.mock.calls.map(([name]) => name)]));
}

test('Slack is told of every command, and that it is to send presses and modals', () => {
  const listened = listenedTo();
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(listened['commands']);
  expect(listened['commands']).toEqual([COMMAND]);
  expect(manifest.settings.interactivity.is_enabled).toBe(true);
  expect(listened['actions']).toEqual(expect.arrayContaining(Object.values(ACTION)));
  expect(listened['views']).toEqual([RESTORE.view]);
  expect(listened['options']).toEqual([RESTORE.item, RESTORE.point, RESTORE.database]);
});

test('Slack is asked for no event that nobody listens to, and every one that somebody does', () => {
  const listened = listenedTo();
  expect([...(listened['events'] ?? []), ...(listened['messages'] ?? [])]).toEqual(
    manifest.settings.event_subscriptions.bot_events,
  );
  expect(listened['shortcuts']).toEqual([]);
});

test('the hint behind the command names every subcommand', () => {
  expect(manifest.features.slash_commands[0]?.usage_hint.split(' | ')).toEqual(Object.keys(SUBCOMMANDS));
});

test('the app asks for the scopes of the methods that bot and worker call, and for no other', async () => {
  const called = new Set<string>();
  for await (const file of glob(['bot/**/*.ts', 'worker/notify/**/*.ts'], { cwd: ROOT })) {
    if (file.includes('node_modules') || file.endsWith('.test.ts')) continue;
    const text = await readFile(join(ROOT, file), 'utf8');
    for (const [, group, method] of text.matchAll(/\bclient\.([a-z]+)\.([a-zA-Z]+)\(/g))
      called.add(`${group}.${method}`);
  }
  expect([...called].filter((method) => !(method in SCOPES_OF))).toEqual([]);
  const needed = new Set(['commands', ...[...called].flatMap((method) => SCOPES_OF[method] ?? [])]);
  expect(manifest.oauth_config.scopes.bot).toEqual([...needed].toSorted());
});
