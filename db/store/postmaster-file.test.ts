import { expect, test } from 'vitest';
import { parsePostmasterFile } from './postmaster-file.ts';

const WHOLE = '4711\n/home/store/data\n1795000000\n5433\n\n127.0.0.1\n  4194305         3\nready   \n';

test('a whole file tells pid, port and that the server is ready', () => {
  expect(parsePostmasterFile(WHOLE)).toEqual({ pid: 4711, port: 5433, ready: true });
});

test.each(['starting', 'stopping', 'standby'])('a server that is %s is not ready', (status) => {
  expect(parsePostmasterFile(WHOLE.replace('ready   ', status.padEnd(8)))).toMatchObject({ ready: false });
});

test.each(['', '4711', '4711\n/home/store/data\n', '-4711\n/data\n1\n5433\n', 'x\n/data\n1\n5433\n'])(
  'a file that is not one of a whole server (%j) tells nothing',
  (text) => expect(parsePostmasterFile(text)).toBeUndefined(),
);
