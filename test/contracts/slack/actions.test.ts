import type { BlockAction } from '@slack/bolt';
import type { HomeView } from '@slack/types';
import { expect, test } from 'vitest';
import { startSlackWorkspace } from '../../kit/slack/workspace.ts';
import { startHttpApp, startSocketApp } from './bolt-app.ts';
import { botClient } from './web-client.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const buttons = (...values: string[]) => [
  {
    type: 'actions' as const,
    block_id: 'row',
    elements: values.map((value) => ({
      type: 'button' as const,
      text: plain(value),
      action_id: `job.${value}`,
      value,
    })),
  },
];

test.each([
  ['Socket Mode', startSocketApp],
  ['signed HTTP', startHttpApp],
])('a button over %s tells who pressed what where, and its message can be changed', async (_name, start) => {
  await using slack = await startSlackWorkspace();
  const pressed: unknown[] = [];
  await using running = await start(slack, (app) => {
    app.action<BlockAction>('job.cancel', async ({ ack, body, action, client }) => {
      await ack();
      const value = action.type === 'button' ? action.value : undefined;
      pressed.push({ user: body.user.id, channel: body.channel?.name, value, ts: body.message?.ts });
      await client.chat.update({
        channel: body.channel?.id ?? '',
        ts: body.message?.ts ?? '',
        text: 'stopped',
        blocks: [],
      });
    });
  });
  const { client } = running.app;
  const { ts = '' } = await client.chat.postMessage({ channel: '#orders', text: 'job', blocks: buttons('cancel') });

  const result = await slack.click({ user: 'grace', channel: 'orders', ts, actionId: 'job.cancel' });
  expect(result.outcome).toBe('acknowledged');
  await expect.poll(() => slack.messages('orders')[0]?.text).toBe('stopped');
  expect(pressed).toEqual([{ user: slack.user('grace').id, channel: 'orders', value: 'cancel', ts }]);
  const again = slack.click({ user: 'grace', channel: 'orders', ts, actionId: 'job.cancel' });
  await expect(again).rejects.toThrow('nothing to act on');
});

test('a press can be answered to the presser alone, and an ephemeral message replaced or taken away', async () => {
  await using slack = await startSlackWorkspace();
  await using _app = await startSocketApp(slack, (app) => {
    app.command('/backup', async ({ ack }) => ack({ text: 'sure?', blocks: buttons('yes', 'no', 'why') }));
    app.action('job.yes', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'done', replace_original: true });
    });
    app.action('job.no', async ({ ack, respond }) => {
      await ack();
      await respond({ delete_original: true });
    });
    app.action('job.why', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'because', response_type: 'ephemeral' });
    });
  });
  const ask = async (): Promise<string> =>
    (await slack.command('ada', 'random', '/backup')).ephemeral[0]?.ts ?? 'nothing shown';
  const texts = () => slack.ephemerals('ada').map(({ text }) => text);

  const [first, second] = [await ask(), await ask()];
  await slack.click({ user: 'ada', channel: 'random', ts: first, actionId: 'job.why' });
  await expect.poll(texts).toEqual(['sure?', 'sure?', 'because']);
  await slack.click({ user: 'ada', channel: 'random', ts: first, actionId: 'job.yes' });
  await expect.poll(texts).toEqual(['done', 'sure?', 'because']);
  await slack.click({ user: 'ada', channel: 'random', ts: second, actionId: 'job.no' });
  await expect.poll(texts).toEqual(['done', 'because']);
  const grace = slack.click({ user: 'grace', channel: 'random', ts: first, actionId: 'job.yes' });
  await expect(grace).rejects.toThrow('grace does not see');
});

test('a Home is published for one person, and its elements are told with their state', async () => {
  await using slack = await startSlackWorkspace();
  const chosen: unknown[] = [];
  const home: HomeView = {
    type: 'home',
    blocks: [
      {
        type: 'section',
        block_id: 'filter',
        text: plain('Show'),
        accessory: {
          type: 'static_select',
          action_id: 'what',
          options: [
            { text: plain('Mine'), value: 'mine' },
            { text: plain('All'), value: 'all' },
          ],
        },
      },
    ],
  };
  await using _app = await startSocketApp(slack, (app) => {
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: home });
    });
    app.action<BlockAction>('what', async ({ ack, body }) => {
      chosen.push(body.view?.state.values);
      await ack();
    });
  });
  await slack.openHome('ada');
  await expect.poll(() => slack.home('ada')?.shown).toContain('Show');
  expect(slack.home('grace')).toBeUndefined();

  const viewId = slack.home('ada')?.id ?? '';
  await slack.click({ user: 'ada', viewId, actionId: 'what', chosen: 'all' });
  const all = { text: plain('All'), value: 'all' };
  expect(chosen).toEqual([{ filter: { what: { type: 'static_select', selected_option: all } } }]);
  const client = botClient(slack);
  await client.views.publish({ user_id: slack.user('grace').id, view: home });
  expect(slack.home('grace')?.id).not.toBe(viewId);
});
