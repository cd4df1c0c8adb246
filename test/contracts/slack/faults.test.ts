import type { App } from '@slack/bolt';
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { startSlackWorkspace } from '../../kit/slack/workspace.ts';
import { startSocketApp } from './bolt-app.ts';
import { botClient, refusalOf } from './web-client.ts';

const RECONNECT_MS = 100;

function hereListens(app: App): void {
  app.command('/backup', async ({ ack }) => ack('here'));
}

test('a call can be rate limited, refused, or answered by a broken server; then all is well', async () => {
  await using slack = await startSlackWorkspace();
  const post = () => botClient(slack).chat.postMessage({ channel: '#orders', text: 'x' });

  slack.faults.rateLimit('chat.postMessage', 7, 1);
  const limited: unknown = await post().catch((error: unknown) => error);
  expect(limited).toBeInstanceOf(WebAPIRateLimitedError);
  expect(limited).toMatchObject({ retryAfter: 7 });
  slack.faults.respond(503, 1);
  expect(await post().catch((error: unknown) => error)).toBeInstanceOf(WebAPIHTTPError);
  slack.faults.refuse('chat.postMessage', 'internal_error', 1);
  expect(await refusalOf(post())).toBe('internal_error');
  expect(slack.messages('orders')).toEqual([]);

  await post();
  expect(slack.messages('orders')).toHaveLength(1);
  expect(slack.calls('chat.postMessage').map(({ answer }) => answer?.status)).toEqual([429, 503, 200, 200]);
});

test('a post can be done without an answer, and is then found by its metadata', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const metadata = { event_type: 'holdfast', event_payload: { key: 'k1', version: 1 } };
  const post = () => client.chat.postMessage({ channel: '#orders', text: 'x', metadata });

  slack.faults.acceptThenCut('chat.postMessage', 1);
  expect(await post().catch((error: unknown) => error)).toBeInstanceOf(WebAPIRequestError);
  expect(slack.calls('chat.postMessage')[0]?.answer).toBeUndefined();
  const { id: channel } = slack.channel('orders');
  const { messages } = await client.conversations.history({ channel, include_all_metadata: true });
  expect(messages).toMatchObject([{ metadata }]);

  slack.faults.cutBefore('*', 1);
  expect(await post().catch((error: unknown) => error)).toBeInstanceOf(WebAPIRequestError);
  expect(slack.messages('orders')).toHaveLength(1);
});

test('in an outage connections are refused and sockets break; afterwards the app comes back by itself', async () => {
  await using slack = await startSlackWorkspace();
  await using running = await startSocketApp(slack, hereListens, RECONNECT_MS);
  await slack.faults.outage(true);
  expect(slack.openSockets()).toBe(0);
  expect((await slack.command('ada', 'orders', '/backup')).error).toBe('dispatch_failed');
  const refused: unknown = await running.app.client.auth.test().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WebAPIRequestError);

  await slack.faults.outage(false);
  await expect(running.app.client.auth.test()).resolves.toMatchObject({ ok: true });
  await expect.poll(() => slack.openSockets(), { timeout: 10_000 }).toBe(1);
  expect((await slack.command('ada', 'orders', '/backup')).error).toBeUndefined();
});

test('sockets that are cut or told to come again are opened anew', async () => {
  await using slack = await startSlackWorkspace();
  await using _app = await startSocketApp(slack, hereListens, RECONNECT_MS);
  slack.faults.cutSockets();
  await expect.poll(() => slack.calls('apps.connections.open').length).toBe(2);
  await expect.poll(() => slack.openSockets()).toBe(1);
  slack.faults.refreshSockets();
  await expect.poll(() => slack.calls('apps.connections.open').length).toBe(3);
  await expect.poll(() => slack.openSockets()).toBe(1);
  expect((await slack.command('ada', 'orders', '/backup')).ephemeral).toMatchObject([{ text: 'here' }]);
});

test('of several processes of an app each takes its turn, and each delivery goes to one', async () => {
  await using slack = await startSlackWorkspace();
  const heard: string[] = [];
  const listen = (name: string) =>
    startSocketApp(slack, (app) => {
      app.command('/backup', async ({ ack }) => {
        heard.push(name);
        await ack();
      });
    });
  await using _first = await listen('first');
  await using _second = await listen('second');
  for (let turn = 0; turn < 4; turn += 1) await slack.command('ada', 'orders', '/backup');
  expect(heard.toSorted()).toEqual(['first', 'first', 'second', 'second']);
});

test('a delivery can arrive twice at once, and again later, with the same trigger', async () => {
  await using slack = await startSlackWorkspace();
  const triggers: string[] = [];
  await using _app = await startSocketApp(slack, (app) => {
    app.command('/backup', async ({ ack, body }) => {
      triggers.push(body.trigger_id);
      await ack();
    });
  });
  slack.faults.duplicate(2);
  const { triggerId } = await slack.command('ada', 'orders', '/backup');
  slack.faults.clear();
  await slack.faults.replay(1);
  expect(triggers).toEqual([triggerId, triggerId, triggerId]);
});

test('where it is asked for, a channel takes one message a second', async () => {
  let now = 1_000_000;
  await using slack = await startSlackWorkspace({ oneMessagePerSecond: true, now: () => now });
  const post = (channel: string) => botClient(slack).chat.postMessage({ channel, text: 'x' });
  await post('#orders');
  await post('#backups');
  await expect(post('#orders')).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  now += 1_000;
  await post('#orders');
  expect(slack.messages('orders')).toHaveLength(2);
});
