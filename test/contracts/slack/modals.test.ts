import type { App, BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { startSlackWorkspace, type SlackWorkspace } from '../../kit/slack/workspace.ts';
import { startHttpApp, startSocketApp } from './bolt-app.ts';
import { botClient, refusalOf } from './web-client.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const restoreForm = (more: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'restore',
  title: plain('Restore'),
  submit: plain('Start'),
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Why'),
      element: { type: 'plain_text_input', action_id: 'text', min_length: 3 },
    },
    {
      type: 'input',
      block_id: 'item',
      label: plain('Item'),
      element: { type: 'external_select', action_id: 'pick', min_query_length: 0 },
    },
    {
      type: 'input',
      block_id: 'day',
      optional: true,
      label: plain('Day'),
      element: { type: 'datepicker', action_id: 'date', initial_date: '2026-08-21' },
    },
  ],
  ...more,
});

const note = (title: string): ModalView => ({ type: 'modal', title: plain(title), blocks: [{ type: 'divider' }] });

/** `/backup` opens the form; items are suggested by what is typed. */
function opensForm(app: App, submitted: Parameters<App['view']>[1], form = restoreForm()): void {
  app.command('/backup', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  app.options('pick', async ({ ack, payload }) => {
    const items = ['orders', 'billing'].filter((name) => name.startsWith(payload.value));
    await ack({ options: items.map((name) => ({ text: plain(name), value: `item-${name}` })) });
  });
  app.view('restore', submitted);
}

async function openForm(slack: SlackWorkspace): Promise<string> {
  await slack.command('ada', 'orders', '/backup restore');
  await expect.poll(() => slack.views('ada')).toHaveLength(1);
  return slack.views('ada')[0]?.id ?? '';
}

test.each([
  ['Socket Mode', startSocketApp],
  ['signed HTTP', startHttpApp],
])('a form over %s is filled, refused by the app beside the input, corrected, and closed', async (_name, start) => {
  await using slack = await startSlackWorkspace();
  const seen: unknown[] = [];
  await using _app = await start(slack, (app) =>
    opensForm(app, async ({ ack, view }) => {
      seen.push(view.state.values);
      const isVague = view.state.values['reason']?.['text']?.value === 'because';
      await (isVague ? ack({ response_action: 'errors', errors: { reason: 'Say more' } }) : ack());
    }),
  );
  const viewId = await openForm(slack);
  const target = { user: 'ada', viewId, actionId: 'pick' };

  expect(await slack.submit('ada', viewId, { reason: 'no' })).toEqual({
    outcome: 'errors',
    by: 'slack',
    errors: { reason: 'Must be at least 3 characters.', item: 'Please complete this required field.' },
  });
  expect(await slack.suggest({ ...target, typed: 'or' })).toMatchObject([{ value: 'item-orders' }]);
  await expect(slack.submit('ada', viewId, { item: 'item-billing' })).rejects.toThrow('"item-billing" is not offered');
  expect(await slack.submit('ada', viewId, { reason: 'because', item: 'item-orders' })).toEqual({
    outcome: 'errors',
    by: 'app',
    errors: { reason: 'Say more' },
  });
  expect(await slack.submit('ada', viewId, { reason: 'disk lost' })).toEqual({ outcome: 'closed' });

  expect(slack.views('ada')).toEqual([]);
  expect(seen).toHaveLength(2);
  expect(seen[1]).toEqual({
    reason: { text: { type: 'plain_text_input', value: 'disk lost' } },
    item: { pick: { type: 'external_select', selected_option: { text: plain('orders'), value: 'item-orders' } } },
    day: { date: { type: 'datepicker', selected_date: '2026-08-21' } },
  });
});

test('a choice comes with all that stands in the form by then, also where that was not told by itself', async () => {
  await using slack = await startSlackWorkspace();
  const seen: unknown[] = [];
  const { blocks, ...frame } = restoreForm();
  const form = {
    ...frame,
    blocks: blocks.map((block) => (block.type === 'input' ? { ...block, dispatch_action: true } : block)),
  };
  await using _app = await startSocketApp(slack, (app) => {
    opensForm(app, async ({ ack }) => ack(), form);
    app.action<BlockAction>('date', async ({ ack, body }) => {
      seen.push(body.view?.state.values);
      await ack();
    });
  });
  const viewId = await openForm(slack);
  const entered = { reason: 'disk lost', gone: 'what is not there' };
  await slack.click({ user: 'ada', viewId, actionId: 'date', chosen: '2026-08-22', entered });
  await slack.click({ user: 'ada', viewId, actionId: 'date', chosen: '2026-08-23', entered: { reason: null } });
  expect(seen).toEqual([
    {
      reason: { text: { type: 'plain_text_input', value: 'disk lost' } },
      item: { pick: { type: 'external_select', selected_option: null } },
      day: { date: { type: 'datepicker', selected_date: '2026-08-22' } },
    },
    expect.objectContaining({ reason: { text: { type: 'plain_text_input', value: null } } }),
  ]);
});

test('a submission may update the view, lay one over it, or clear them all; the app hears of a close it asked for', async () => {
  await using slack = await startSlackWorkspace();
  const closed: string[] = [];
  const answers = [
    { response_action: 'update' as const, view: restoreForm({ title: plain('Again') }) },
    { response_action: 'push' as const, view: { ...note('Over'), notify_on_close: true, callback_id: 'over' } },
    { response_action: 'clear' as const },
  ];
  await using _app = await startSocketApp(slack, (app) => {
    opensForm(app, async ({ ack }) => ack(answers.shift() ?? { response_action: 'clear' }));
    app.view({ type: 'view_closed', callback_id: 'over' }, async ({ ack, view }) => {
      closed.push(view.root_view_id ?? '');
      await ack();
    });
  });
  const viewId = await openForm(slack);
  await slack.suggest({ user: 'ada', viewId, actionId: 'pick', typed: '' });

  const values = { reason: 'disk lost', item: 'item-orders' };
  expect(await slack.submit('ada', viewId, values)).toEqual({ outcome: 'updated', viewId });
  expect(slack.views('ada').map(({ title }) => title)).toEqual(['Again']);
  expect(await slack.submit('ada', viewId, {})).toMatchObject({ outcome: 'pushed' });
  expect(slack.views('ada').map(({ title }) => title)).toEqual(['Again', 'Over']);
  await expect(slack.submit('ada', viewId, {})).rejects.toThrow('there is no view');
  await slack.closeView('ada');
  expect(closed).toEqual([viewId]);
  expect(await slack.submit('ada', viewId, {})).toEqual({ outcome: 'cleared' });
  expect(slack.views('ada')).toEqual([]);
});

test('a trigger opens one view within three seconds', async () => {
  let now = Date.now();
  await using slack = await startSlackWorkspace({ now: () => now });
  const { views } = botClient(slack);
  const { triggerId: trigger_id } = await slack.command('ada', 'orders', '/backup');
  const { triggerId: late } = await slack.command('ada', 'orders', '/backup');

  await views.open({ trigger_id, view: note('One') });
  expect(await refusalOf(views.open({ trigger_id, view: note('Two') }))).toBe('exchanged_trigger_id');
  now += 3_001;
  expect(await refusalOf(views.open({ trigger_id: late, view: note('Two') }))).toBe('expired_trigger_id');
  expect(await refusalOf(views.open({ trigger_id: 'made.up', view: note('Two') }))).toBe('invalid_trigger_id');
});

test('three views lie over each other and no more; an update may ask for the state it saw', async () => {
  await using slack = await startSlackWorkspace();
  const { views } = botClient(slack);
  const trigger = async (): Promise<string> => (await slack.command('ada', 'orders', '/backup')).triggerId;

  expect(await refusalOf(views.push({ trigger_id: await trigger(), view: note('0') }))).toBe('not_found');
  const { view } = await views.open({ trigger_id: await trigger(), view: note('1') });
  await views.push({ trigger_id: await trigger(), view: note('2') });
  await views.push({ trigger_id: await trigger(), view: note('3') });
  expect(await refusalOf(views.push({ trigger_id: await trigger(), view: note('4') }))).toBe('push_limit_reached');
  expect(slack.views('ada').map(({ rootId }) => rootId === view?.id)).toEqual([true, true, true]);

  const { id: view_id = '', hash = '' } = view ?? {};
  await views.update({ view_id, hash, view: note('1b') });
  expect(await refusalOf(views.update({ view_id, hash, view: note('1c') }))).toBe('hash_conflict');
  expect(await refusalOf(views.update({ view_id: 'V0NONE', view: note('x') }))).toBe('not_found');
});
