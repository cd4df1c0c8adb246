import { expect, test } from 'vitest';
import { startSlackWorkspace } from '../../kit/slack/workspace.ts';
import { botClient, refusalOf } from './web-client.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

test('a message is posted, edited with its past kept, answered in its thread, and deleted', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const { id: channel } = slack.channel('orders');

  const { ts = '' } = await client.chat.postMessage({ channel, text: 'one', blocks: [section('first')] });
  await client.chat.update({ channel, ts, text: 'two', blocks: [section('second')] });
  await client.chat.postMessage({ channel, text: 'a reply', thread_ts: ts });

  expect(slack.messages('orders')).toMatchObject([
    { ts, text: 'two', shown: 'second', edits: [{ text: 'one' }], replies: [{ text: 'a reply', threadTs: ts }] },
  ]);
  const { messages } = await client.conversations.replies({ channel, ts });
  expect(messages?.map(({ text }) => text)).toEqual(['two', 'a reply']);
  expect(messages?.[0]).toMatchObject({ reply_count: 1, bot_id: expect.any(String), edited: {} });

  await client.chat.delete({ channel, ts });
  expect(slack.messages('orders')).toEqual([]);
  expect(await refusalOf(client.chat.update({ channel, ts, text: 'three' }))).toBe('message_not_found');
});

test('an update without blocks leaves the blocks as they are', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const { ts = '', channel = '' } = await client.chat.postMessage({
    channel: '#orders',
    text: 'one',
    blocks: [section('first')],
  });
  await client.chat.update({ channel, ts, text: 'two' });
  expect(slack.messages('orders')[0]).toMatchObject({ text: 'two', shown: 'first' });
  await client.chat.update({ channel, ts, text: 'three', blocks: [] });
  expect(slack.messages('orders')[0]?.shown).toBe('three');
});

test('metadata is kept and returned only to those who ask for it', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const { id: channel } = slack.channel('orders');
  const metadata = { event_type: 'holdfast', event_payload: { key: 'job:1:orders', version: 3 } };
  const { ts } = await client.chat.postMessage({ channel, text: 'job', metadata });

  const plain = await client.conversations.history({ channel });
  const full = await client.conversations.history({ channel, include_all_metadata: true });
  expect(plain.messages?.[0]).not.toHaveProperty('metadata');
  expect(full.messages).toMatchObject([{ ts, metadata }]);
});

test('history comes newest first, in pages, between two moments', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const { id: channel } = slack.channel('orders');
  const posted: string[] = [];
  for (const text of ['1', '2', '3', '4', '5']) {
    posted.push((await client.chat.postMessage({ channel, text })).ts ?? '');
  }
  const pages: string[][] = [];
  for await (const page of client.paginate('conversations.history', { channel, limit: 2 })) {
    pages.push(textsOf(page));
  }
  expect(pages).toEqual([['5', '4'], ['3', '2'], ['1']]);
  const between = await client.conversations.history({ channel, oldest: posted[1] ?? '', latest: posted[3] ?? '' });
  expect(textsOf(between)).toEqual(['3']);
});

function textsOf(page: object): string[] {
  const messages: unknown = 'messages' in page ? page.messages : [];
  return Array.isArray(messages) ? messages.map((message: { text: string }) => message.text) : [];
}

test('the bot posts only where it is, and does not learn of private channels where it is not', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const post = (channel: string) => refusalOf(client.chat.postMessage({ channel, text: 'hello' }));

  expect(await post(slack.channel('random').id)).toBe('not_in_channel');
  expect(await post(slack.channel('board').id)).toBe('channel_not_found');
  expect(await post('C0NOWHERE')).toBe('channel_not_found');
  expect(await refusalOf(client.conversations.info({ channel: slack.channel('board').id }))).toBe('channel_not_found');

  await client.conversations.join({ channel: slack.channel('random').id });
  await client.chat.postMessage({ channel: slack.channel('random').id, text: 'hello' });
  const { channels } = await client.conversations.list({ types: 'public_channel,private_channel' });
  expect(channels?.map(({ name }) => name)).toEqual(['backups', 'orders', 'oncall', 'random']);
});

test('an ephemeral message is seen by one member, and is not in the history', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const { id: channel } = slack.channel('oncall');
  await client.chat.postEphemeral({ channel, user: slack.user('ada').id, text: 'for you' });

  expect(slack.ephemerals('ada', 'oncall').map(({ text }) => text)).toEqual(['for you']);
  expect(slack.ephemerals('grace')).toEqual([]);
  expect((await client.conversations.history({ channel })).messages).toEqual([]);
  const kenji = client.chat.postEphemeral({ channel, user: slack.user('kenji').id, text: 'no' });
  expect(await refusalOf(kenji)).toBe('user_not_in_channel');
});

test('a person has one direct message with the app, by conversations.open or by their id', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const ada = slack.user('ada').id;
  const opened = await client.conversations.open({ users: ada });
  const posted = await client.chat.postMessage({ channel: ada, text: 'psst' });
  expect(posted.channel).toBe(opened.channel?.id);
  expect(slack.messages('@ada').map(({ text }) => text)).toEqual(['psst']);
});

test('a file is uploaded in Slack’s three steps and shared in the channel', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const { id } = slack.channel('orders');
  await client.filesUploadV2({
    channel_id: id,
    filename: 'log.txt',
    title: 'The log',
    content: 'a\nb\n',
    initial_comment: 'see',
  });
  expect(slack.messages('orders')).toMatchObject([
    { text: 'see', files: [{ name: 'log.txt', title: 'The log', content: 'a\nb\n' }] },
  ]);
});

test('tokens are looked at, and bodies may be JSON as well as forms', async () => {
  await using slack = await startSlackWorkspace();
  expect(await refusalOf(botClient(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
  expect(await refusalOf(botClient(slack, slack.appToken).auth.test())).toBe('not_allowed_token_type');
  expect(await refusalOf(botClient(slack, '').auth.test())).toBe('not_authed');
  expect(await botClient(slack).auth.test()).toMatchObject({ team_id: slack.teamId, user_id: slack.botUserId });

  const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` },
    body: JSON.stringify({ channel: slack.channel('orders').id, text: 'json', blocks: [section('json')] }),
  });
  expect(await response.json()).toMatchObject({ ok: true, message: { text: 'json' } });
  expect(slack.calls('chat.postMessage')).toMatchObject([{ args: { text: 'json' }, answer: { status: 200 } }]);
});

test('people are told with their time zone', async () => {
  await using slack = await startSlackWorkspace({ now: () => Date.UTC(2026, 0, 15) });
  const { user } = await botClient(slack).users.info({ user: slack.user('kenji').id });
  expect(user).toMatchObject({ name: 'kenji', tz: 'Asia/Tokyo', tz_offset: 9 * 3_600, is_bot: false });
  const { members } = await botClient(slack).users.list({});
  expect(members?.map(({ name }) => name)).toEqual(['holdfast', 'ada', 'grace', 'kenji']);
});
