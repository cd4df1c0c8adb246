import { expect, test } from 'vitest';
import { code, cut, inert, plain } from './escape.ts';

const HOSTILE = [
  '<!channel>',
  '<@U0123456789>',
  '<https://evil.example|click here>',
  '*bold* _italic_ ~gone~ `code` ```block```',
  'two\nlines\r\nand\u2028more',
  '> quoted',
  'a & b &amp; c',
  '@here #general',
  '\u202egnirts desrever',
  'half \ud83d pair',
  'NUL \0 and bell \u0007',
  'x'.repeat(10_000),
  '`'.repeat(10_000),
  '<'.repeat(10_000),
  '😀'.repeat(5_000),
  '',
  '   ',
];

test.each(HOSTILE)('as code, %j is one line of code and nothing else', (text) => {
  const result = code(text);
  expect(result).toMatch(/^`[^`<>\n\r]+`$/u);
  expect(result.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
  expect(result.length).toBeLessThanOrEqual(120);
  expect(result.isWellFormed()).toBe(true);
});

test.each(HOSTILE)('as inert text, %j holds no format and no sequence of Slack', (text) => {
  const result = inert(text);
  expect(result).not.toMatch(/[<>`\n\r\u2028]/u);
  expect(result).not.toMatch(/(^|\W)[*_~]|[*_~](\W|$)/u);
  expect(result.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
  expect(result.length).toBeLessThanOrEqual(700);
  expect(result.isWellFormed()).toBe(true);
});

test.each(HOSTILE)('as plain text, %j is one line within its limit', (text) => {
  const result = plain(text, 50);
  expect(result).not.toMatch(/[\n\r\u2028\u202e\0]/u);
  expect(result.length).toBeLessThanOrEqual(50);
  expect(result.isWellFormed()).toBe(true);
});

test('what people write is left as it is', () => {
  expect(code('orders db – Größe.v2')).toBe('`orders db – Größe.v2`');
  expect(plain('/srv/data/my_file*.txt <a&b>')).toBe('/srv/data/my_file*.txt <a&b>');
});

test('a name that can be copied stays as it is in inert text too', () => {
  expect(inert('Add it to HOLDFAST_ROOTS: /srv/my_file')).toBe('Add it to HOLDFAST_ROOTS: /srv/my_file');
  expect(inert('_not this_ or __init__, nor *2 * 3*')).toBe('ˍnot thisˍ or ˍˍinitˍˍ, nor ∗2 ∗ 3∗');
});

test('what cannot be seen is made visible', () => {
  expect(code(' a\nb\u202ec ')).toBe('`␣a⏎b\u{fffd}c␣`');
  expect(code('')).toBe('`(empty)`');
});

test('what is cut is marked, and never cut within a character', () => {
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(cut('abcd', 4)).toBe('abcd');
  expect(cut('ab😀cd', 4)).toBe('ab…');
  expect(code('<<<<', 12)).toBe('`&lt;&lt;…`');
});
