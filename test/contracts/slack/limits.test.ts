import type * as official from '@slack/types';
import { expect, expectTypeOf, test } from 'vitest';
import type { Element } from '../../kit/slack/block-kit/elements.ts';
import type { SentBlock } from '../../kit/slack/block-kit/layout.ts';
import { startSlackWorkspace } from '../../kit/slack/workspace.ts';
import { botClient, complaintsOf, refusalOf } from './web-client.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (more: object) => ({ type: 'button', text: plain('Go'), action_id: 'go', ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (text: string, value: string) => ({ text: plain(text), value });
const select = (count: number, value = 'v') => ({
  type: 'static_select',
  action_id: 'pick',
  options: Array.from({ length: count }, (_, at) => option(`o${at}`, `${value}${at}`)),
});
const x = (length: number): string => 'x'.repeat(length);
const many = (count: number): object[] => Array.from({ length: count }, () => ({ type: 'divider' }));

/** What Slack takes, what it refuses, and the place that it names. */
const LIMITS: readonly [what: string, takes: object[], refuses: object[], pointer: string][] = [
  ['50 blocks', many(50), many(51), '/blocks'],
  ['3000 characters in a section', [section(x(3_000))], [section(x(3_001))], '/blocks/0/text/text'],
  [
    '10 fields in a section',
    [{ type: 'section', fields: Array.from({ length: 10 }, () => plain('f')) }],
    [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('f')) }],
    '/blocks/0/fields',
  ],
  [
    '150 characters in a header',
    [{ type: 'header', text: plain(x(150)) }],
    [{ type: 'header', text: plain(x(151)) }],
    '/blocks/0/text/text',
  ],
  [
    '10 elements in a context',
    [{ type: 'context', elements: Array.from({ length: 10 }, () => plain('c')) }],
    [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('c')) }],
    '/blocks/0/elements',
  ],
  [
    '75 characters on a button',
    [actions(button({ text: plain(x(75)) }))],
    [actions(button({ text: plain(x(76)) }))],
    '/blocks/0/elements/0/text/text',
  ],
  [
    '2000 characters in a button’s value',
    [actions(button({ value: x(2_000) }))],
    [actions(button({ value: x(2_001) }))],
    '/blocks/0/elements/0/value',
  ],
  [
    '255 characters in an action id',
    [actions(button({ action_id: x(255) }))],
    [actions(button({ action_id: x(256) }))],
    '/blocks/0/elements/0/action_id',
  ],
  [
    '255 characters in a block id',
    [{ type: 'divider', block_id: x(255) }],
    [{ type: 'divider', block_id: x(256) }],
    '/blocks/0/block_id',
  ],
  ['100 options', [actions(select(100))], [actions(select(101))], '/blocks/0/elements/0/options'],
  [
    '150 characters in an option’s value',
    [actions(select(1, x(149)))],
    [actions(select(1, x(150)))],
    '/blocks/0/elements/0/options/0/value',
  ],
  ['text that is not empty', [section(' ')], [section('')], '/blocks/0/text/text'],
  ['known blocks', [{ type: 'divider' }], [{ type: 'accordion' }], '/blocks/0/type'],
  [
    'known elements',
    [actions(button({}))],
    [actions({ type: 'plain_text_input', action_id: 'in' })],
    '/blocks/0/elements/0/type',
  ],
  ['known fields', [{ type: 'divider' }], [{ type: 'divider', colour: 'red' }], '/blocks/0'],
  [
    'an action id once in a block',
    [actions(button({ action_id: 'a' }), button({ action_id: 'b' })), actions(button({ action_id: 'a' }))],
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    '/blocks/0/elements/1/action_id',
  ],
  [
    'a block id once in a message',
    [{ type: 'divider', block_id: 'a' }],
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    '/blocks/1/block_id',
  ],
];

test.each(LIMITS)('a message takes %s, and not more', async (...limit) => {
  const [, takes, refuses, pointer] = limit;
  await using slack = await startSlackWorkspace();
  const post = (blocks: object[]) =>
    botClient(slack).chat.postMessage({ channel: '#orders', text: 'fallback', blocks: sent(blocks) });

  await post(takes);
  const [word, ...complaints] = await complaintsOf(post(refuses));
  expect(word).toBe('invalid_blocks');
  expect(complaints).toEqual([expect.stringContaining(`[json-pointer:${pointer}]`)]);
  expect(slack.messages('orders')).toHaveLength(1);
});

/** Blocks on purpose beyond the types: the wire carries any JSON. */
function sent(blocks: object[]): official.AnyBlock[] {
  return blocks.map((block) => ({ type: '', ...block }));
}

test('a text is posted up to 40,000 characters and edited up to 4,000', async () => {
  await using slack = await startSlackWorkspace();
  const client = botClient(slack);
  const { ts = '', channel = '' } = await client.chat.postMessage({ channel: '#orders', text: x(40_000) });
  expect(await refusalOf(client.chat.postMessage({ channel, text: x(40_001) }))).toBe('msg_too_long');
  expect(await refusalOf(client.chat.update({ channel, ts, text: x(4_001) }))).toBe('msg_too_long');
  await client.chat.update({ channel, ts, text: x(4_000) });
  expect(await refusalOf(client.chat.postMessage({ channel, text: '' }))).toBe('no_text');
});

test('a modal keeps to its own limits', async () => {
  await using slack = await startSlackWorkspace();
  const open = async (more: object): Promise<string[]> => {
    const { triggerId: trigger_id } = await slack.command('ada', 'orders', '/any');
    const view = { type: 'modal', title: plain('Restore'), blocks: [section('x')], ...more };
    return complaintsOf(botClient(slack).apiCall('views.open', { trigger_id, view }));
  };
  const input = { type: 'input', label: plain('Why'), element: { type: 'plain_text_input' } };

  expect((await open({ title: plain(x(25)) })).join()).toContain('/view/title/text');
  expect((await open({ submit: plain(x(25)) })).join()).toContain('/view/submit/text');
  expect((await open({ private_metadata: x(3_001) })).join()).toContain('/view/private_metadata');
  expect((await open({ blocks: many(101) })).join()).toContain('/view/blocks');
  expect((await open({ blocks: [input] })).join()).toContain('missing required field: submit');
  expect(await open({ blocks: Array.from({ length: 90 }, () => section(x(3_000))) })).toEqual(['view_too_large']);
  expect(slack.views('ada')).toEqual([]);
});

test('what Slack’s own types allow, the schemas take: the compiler tells when @slack/types gains something', () => {
  expectTypeOf<official.HeaderBlock>().toExtend<SentBlock>();
  expectTypeOf<official.DividerBlock>().toExtend<SentBlock>();
  expectTypeOf<official.ContextBlock>().toExtend<SentBlock>();
  expectTypeOf<official.MarkdownBlock>().toExtend<SentBlock>();
  expectTypeOf<official.Button>().toExtend<Element>();
  expectTypeOf<official.UsersSelect>().toExtend<Element>();
  expectTypeOf<official.ChannelsSelect>().toExtend<Element>();
  expectTypeOf<official.ConversationsSelect>().toExtend<Element>();
  expectTypeOf<official.Datepicker>().toExtend<Element>();
  expectTypeOf<official.Timepicker>().toExtend<Element>();
  expectTypeOf<official.DateTimepicker>().toExtend<Element>();
  expectTypeOf<official.PlainTextInput>().toExtend<Element>();
  expectTypeOf<official.NumberInput>().toExtend<Element>();
});
