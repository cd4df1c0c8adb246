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
  ['nwo orders', 'nwo', 'now', 'orders'],
  ['restroe orders', 'restroe', 'restore', 'orders'],
  ['stat', 'stat', 'status', ''],
  ['stop orders', 'stop', 'cancel', 'orders'],
  ['run orders', 'run', 'now', 'orders'],
  ['list', 'list', 'jobs', ''],
  ['constructor x', 'constructor', undefined, 'x'],
  ['orders', 'orders', undefined, ''],
  ['<!channel>', '<!channel>', undefined, ''],
])('%j is no subcommand; %s may have meant %s', (text, word, meant, rest) => {
  expect(parseCommand(text)).toEqual({ kind: 'UNKNOWN', word, meant, rest });
});

test('10,000 characters are read in no time', () => {
  expect(parseCommand('x'.repeat(10_000))).toMatchObject({ kind: 'UNKNOWN', meant: undefined });
  expect(parseCommand(`now ${'"'.repeat(10_000)}`)).toEqual({ kind: 'KNOWN', name: 'now', argument: '' });
});
