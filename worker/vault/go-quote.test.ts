import { expect, test } from 'vitest';
import { goUnquote } from './go-quote.ts';

test.each([
  ['"/plain file"', '/plain file'],
  [String.raw`"/with \"quotes\" and \\"`, String.raw`/with "quotes" and \ `.trimEnd()],
  [String.raw`"a\nb\tc\a\v"`, 'a\nb\tc\x07\v'],
  [String.raw`"\u202e \U0001f4a9 \ufffd"`, '\u202e \u{1f4a9} \ufffd'],
  [String.raw`"\xff\xfe"`, '\ufffd\ufffd'],
  ['"grün"', 'grün'],
])('%s', (quoted, text) => {
  expect(goUnquote(quoted)).toBe(text);
});
