import type { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { startSlackWorkspace, type SlackWorkspace } from '../../kit/slack/workspace.ts';
import { startHttpApp, startSocketApp } from './bolt-app.ts';
import { botClient } from './web-client.ts';

function hearAll(app: App, heard: string[]): void {
  app.event('message', async ({ event }) => void heard.push(`message ${'text' in event ? event.text : ''}`));
  app.event('app_mention', async ({ event }) => void heard.push(`mention ${event.text}`));
  app.event('reaction_added', async ({ event }) => void heard.push(`+${event.reaction} ${event.item.ts}`));
  app.event('reaction_removed', async ({ event }) => void heard.push(`-${event.reaction} ${event.item.ts}`));
  app.event('member_joined_channel', async ({ event }) => void heard.push(`joined ${event.user}`));
}

test.each([
  ['Socket Mode', startSocketApp],
  ['signed HTTP', startHttpApp],
])('the app hears over %s what happens where its bot is, and nothing of the rest', async (_name, start) => {
  await using slack = await startSlackWorkspace();
  const heard: string[] = [];
  await using running = await start(slack, (app) => hearAll(app, heard));
  const { ts = '' } = await running.app.client.chat.postMessage({ channel: '#orders', text: 'job failed' });
  const mention = `<@${slack.botUserId}> help`;

  await slack.say({ user: 'ada', channel: 'random', text: 'not heard' });
  await slack.say({ user: 'ada', channel: 'orders', text: 'looking', threadTs: ts });
  await slack.react({ user: 'ada', channel: 'orders', ts, name: 'eyes' });
  await slack.react({ user: 'ada', channel: 'orders', ts, name: 'eyes' });
  await slack.say({ user: 'grace', channel: 'orders', text: mention });
  await slack.join('kenji', 'oncall');

  const expected = [
    'message looking',
    `+eyes ${ts}`,
    `-eyes ${ts}`,
    `message ${mention}`,
    `mention ${mention}`,
    `joined ${slack.user('kenji').id}`,
  ];
  await expect.poll(() => heard).toEqual(expected);
  expect(slack.messages('orders')[0]?.replies.map(({ text }) => text)).toEqual(['looking']);
  await expect(slack.say({ user: 'ada', channel: 'board', text: 'x' })).rejects.toThrow('ada does not see board');
});

test('an event that is not acknowledged comes again, marked, until it is', async () => {
  await using slack = await startSlackWorkspace({ retryDelaysMs: [0, 0, 0] });
  const { channel = '', ts = '' } = await botClient(slack).chat.postMessage({ channel: '#orders', text: 'x' });
  await slack.react({ user: 'ada', channel, ts, name: 'eyes' });
  await expect.poll(() => attemptsOf(slack)).toEqual([undefined, 1, 2, 3]);

  const retries: unknown[] = [];
  await using _app = await startSocketApp(slack, (app) => {
    app.event('reaction_added', async ({ context }) => void retries.push(context.retryNum));
  });
  slack.faults.duplicate(2);
  await slack.react({ user: 'grace', channel, ts, name: 'eyes' });
  await expect.poll(() => retries.toSorted((left, right) => Number(left) - Number(right))).toEqual([0, 1]);
});

function attemptsOf(slack: SlackWorkspace): (number | undefined)[] {
  return slack.deliveries().flatMap(({ attempts }) => attempts.map(({ retry }) => retry?.num));
}

test('Bolt turns away what is not signed by Slack, or was signed long ago', async () => {
  await using slack = await startSlackWorkspace({ retryDelaysMs: [] });
  const heard: string[] = [];
  await using _app = await startHttpApp(slack, (app) => hearAll(app, heard));
  const said = async (text: string) => {
    await slack.say({ user: 'ada', channel: 'orders', text });
    return slack.deliveries().at(-1)?.attempts[0]?.reply;
  };

  slack.faults.sign({ secret: 'of somebody else' });
  expect(await said('forged')).toMatchObject({ outcome: 'http_error', status: 401 });
  slack.faults.sign({ ageSeconds: 301 });
  expect(await said('stale')).toMatchObject({ outcome: 'http_error', status: 401 });
  slack.faults.clear();
  expect(await said('true')).toMatchObject({ outcome: 'acknowledged' });
  expect(heard).toEqual(['message true']);
});
