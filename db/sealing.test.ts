import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MasterKey } from './sealing.ts';

const TEXT = MasterKey.generate();
const KEY = MasterKey.parse(TEXT);
const UNREADABLE: unknown = expect.objectContaining({ code: 'SEALED_VALUE_UNREADABLE', fault: 'SERVICE' });

test('what was sealed opens under the same key and context, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, context) => {
      expect(MasterKey.parse(TEXT).open(KEY.seal(secret, context), context)).toBe(secret);
    }),
  );
});

test('the same secret sealed twice looks different, and neither shows it', () => {
  const [a, b] = [KEY.seal('correct horse', 'c'), KEY.seal('correct horse', 'c')];
  expect(a).not.toBe(b);
  expect(Buffer.from(a.slice(4), 'base64url').toString('latin1')).not.toContain('horse');
});

test('another key does not open it', () => {
  expect(() => MasterKey.parse(MasterKey.generate()).open(KEY.seal('s', 'c'), 'c')).toThrow(UNREADABLE);
});

test('it does not open for another purpose, such as in another row', () => {
  expect(() => KEY.open(KEY.seal('s', 'repository-password:rep_1'), 'repository-password:rep_2')).toThrow(UNREADABLE);
});

test('a value in which any one bit was changed does not open', () => {
  const body = Buffer.from(KEY.seal('secret', 'c').slice(4), 'base64url');
  for (let bit = 0; bit < body.length * 8; bit += 1) {
    const changed = Buffer.from(body);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => KEY.open(`hf1.${changed.toString('base64url')}`, 'c')).toThrow(UNREADABLE);
  }
});

test.for(['', 'hf1', 'hf1.', 'hf1.AAAA', 'plain text', '.'])('%j does not open', (value) => {
  expect(() => KEY.open(value, '')).toThrow(UNREADABLE);
});

test('a value that was cut short, or of another version, does not open', () => {
  const sealed = KEY.seal('secret', 'c');
  expect(() => KEY.open(sealed.slice(0, -4), 'c')).toThrow(UNREADABLE);
  expect(() => KEY.open(sealed.replace('hf1', 'hf2'), 'c')).toThrow(UNREADABLE);
});

test('an error of opening holds neither the value nor the secret', () => {
  const sealed = KEY.seal('secret', 'c');
  const withoutIt: unknown = expect.not.stringContaining(sealed);
  expect(() => KEY.open(sealed, 'other')).toThrow(expect.objectContaining({ message: withoutIt }));
});

test.for([
  '',
  'short',
  '*'.repeat(44),
  Buffer.alloc(31, 1).toString('base64'),
  Buffer.alloc(33, 1).toString('base64'),
  Buffer.alloc(32, 1).toString('hex'),
])('%j is not a master key', (text) => {
  expect(() => MasterKey.parse(text)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_INVALID', fault: 'USER' }));
});

test('a key read from a file may end with a new line', () => {
  expect(MasterKey.parse(`${TEXT}\n`).open(KEY.seal('s', 'c'), 'c')).toBe('s');
});

test('a key never shows itself: not in JSON, not in a template, not when it is inspected', () => {
  const shown = [
    JSON.stringify({ key: KEY }),
    // oxlint-disable-next-line typescript/restrict-template-expressions -- that is what is tested
    `${KEY}`,
    String(KEY),
    inspect(KEY, { depth: 9, showHidden: true }),
    inspect({ KEY }),
  ].join();
  expect(shown).not.toContain(TEXT);
  expect(shown).not.toContain(Buffer.from(TEXT, 'base64').toString('hex').slice(0, 8));
  expect(JSON.stringify({ key: KEY })).toBe('{"key":"**redacted**"}');
  expect(String(KEY)).toBe('**redacted**');
});

test('a digest is the same for the same text and key alone', () => {
  expect(KEY.digest('guess')).toBe(MasterKey.parse(TEXT).digest('guess'));
  expect(KEY.digest('guess')).not.toBe(KEY.digest('guesses'));
  expect(MasterKey.parse(MasterKey.generate()).digest('guess')).not.toBe(KEY.digest('guess'));
});
