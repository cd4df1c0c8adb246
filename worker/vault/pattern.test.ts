import { expect, test } from 'vitest';
import { escapePattern } from './pattern.ts';

test('takes the meaning from every character that has one', () => {
  expect(escapePattern('/a*b?c[d]e\\f')).toBe('/a\\*b\\?c\\[d\\]e\\\\f');
});

test('leaves every other character as it is', () => {
  expect(escapePattern('/a b"\'$!{}^-~\n😀')).toBe('/a b"\'$!{}^-~\n😀');
});

test('anchors a path at the root, so that it matches nowhere else', () => {
  expect(escapePattern('a/b')).toBe('/a/b');
  expect(escapePattern('!a')).toBe('/!a');
});

test('lets a byte that was lost match any one byte', () => {
  expect(escapePattern('/bad\ufffd\ufffdname')).toBe('/bad??name');
});

test('refuses a path that no file can have', () => {
  expect(() => escapePattern('/a\0b')).toThrow(RangeError);
});
