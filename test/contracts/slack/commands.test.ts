import { expect, test } from 'vitest';
import { waitFor } from '../../kit/wait-for.ts';
import { startSlackWorkspace } from '../../kit/slack/workspace.ts';
import { startHttpApp, startSocketApp } from './bolt-app.ts';

const TRANSPORTS = [
  ['Socket Mode', startSocketApp],
  ['signed HTTP', startHttpApp],
] as const;

test.each(TRANSPORTS)(
  'a command over %s is answered where it was asked, for the one who asked',
  async (_name, start) => {
    await using slack = await startSlackWorkspace();
    const heard: string[] = [];
    await using _app = await start(slack, (app) => {
      app.command('/backup', async ({ command, ack, respond }) => {
        heard.push(`${command.user_name} ${command.channel_name} ${command.text}`);
        await ack(`on it: ${command.text}`);
        await respond({ text: 'all see this', response_type: 'in_channel' });
      });
    });

    const result = await slack.command('ada', 'orders', '/backup now orders');

    expect(heard).toEqual(['ada orders now orders']);
    expect(result).toMatchObject({ outcome: 'acknowledged', error: undefined });
    expect(result.ephemeral.map(({ shown }) => shown)).toEqual(['on it: now orders']);
    await waitFor('the answer to all', async () => slack.messages('orders').length === 1);
    expect(slack.messages('orders')[0]).toMatchObject({ text: 'all see this', user: slack.botUserId });
    expect(slack.ephemerals('grace')).toEqual([]);
  },
);

test('a command that nobody answers within 3 s ends in operation_timeout, one that nobody can hear in dispatch_failed', async () => {
  await using slack = await startSlackWorkspace();
  expect((await slack.command('ada', 'orders', '/backup')).error).toBe('dispatch_failed');

  await using _app = await startSocketApp(slack, (app) => {
    app.command('/backup', () => Promise.resolve());
  });
  expect((await slack.command('ada', 'orders', '/backup')).error).toBe('operation_timeout');
});

test('a response URL answers five times in thirty minutes, and no more', async () => {
  let now = Date.now();
  await using slack = await startSlackWorkspace({ now: () => now });
  const { responseUrl: url } = await slack.command('ada', 'random', '/backup');
  const respond = (body: object): Promise<Response> =>
    fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  for (const text of ['1', '2', '3', '4', '5']) expect((await respond({ text })).status).toBe(200);
  const sixth = await respond({ text: '6' });
  expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
  expect(slack.ephemerals('ada').map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);

  const late = await slack.command('ada', 'random', '/backup');
  now += 31 * 60_000;
  const answer = await fetch(late.responseUrl, { method: 'POST', body: '{"text":"late"}' });
  expect(await answer.json()).toMatchObject({ error: 'expired_url' });
});
