import { expect, test } from 'vitest';
import { parseCommand } from './parse.ts';

test.each([
  ['', 'help', ''],
  ['  ', 'help', ''],
  ['?', 'help', ''],
  ['help me', 'help', 'me'],
  ['now orders', 'now', 'orders'],
  ['NOW  Orders EU ', 'now', 'Orders EU'],
  ['now "orders eu"', 'now', 'orders eu'],
  ['now “orders eu”', 'now', 'orders eu'],
  ['now `orders`', 'now', 'orders'],
  ['now a &amp; b &lt;c&gt;', 'now', 'a & b <c>'],
  ['now &amp;lt;', 'now', '&lt;'],
  ['status\norders', 'status', 'orders'],
])('%j is %s of %j', (text, name, argument) => {
  expect(parseCommand(text)).toEqual({ kind: 'KNOWN', name, argument });
});

test.each([
  { text: 'nwo orders', word: 'nwo', meant: 'now', rest: 'orders' },
  { text: 'restroe orders', word: 'restroe', meant: 'restore', rest: 'orders' },
  { text: 'stat', word: 'stat', meant: 'status', rest: '' },
  { text: 'stop orders', word: 'stop', meant: 'cancel', rest: 'orders' },
  { text: 'run orders', word: 'run', meant: 'now', rest: 'orders' },
  { text: 'list', word: 'list', meant: 'jobs', rest: '' },
  { text: 'constructor x', word: 'constructor', meant: undefined, rest: 'x' },
  { text: 'orders', word: 'orders', meant: undefined, rest: '' },
  { text: '<!channel>', word: '<!channel>', meant: undefined, rest: '' },
])('$text is no subcommand, and may have meant $meant', ({ text, ...read }) => {
  expect(parseCommand(text)).toEqual({ kind: 'UNKNOWN', ...read });
});

test('10,000 characters are read in no time', () => {
  expect(parseCommand('x'.repeat(10_000))).toMatchObject({ kind: 'UNKNOWN', meant: undefined });
  expect(parseCommand(`now ${'"'.repeat(10_000)}`)).toEqual({ kind: 'KNOWN', name: 'now', argument: '' });
});
