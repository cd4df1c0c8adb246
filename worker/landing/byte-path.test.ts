import { expect, test } from 'vitest';
import {
  bytePath,
  fromBuffer,
  isBytePath,
  isWithin,
  joinPath,
  nameOf,
  parentOf,
  toBuffer,
  toText,
} from './byte-path.ts';

test('every byte that a name may hold survives', () => {
  const bytes = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
  expect(toBuffer(fromBuffer(bytes))).toEqual(bytes);
  const read: unknown = JSON.parse(JSON.stringify(fromBuffer(bytes)));
  expect(read).toBe(fromBuffer(bytes));
});

test('a text names its UTF-8 bytes and reads back', () => {
  expect(toBuffer(bytePath('/ü🙂'))).toEqual(Buffer.from('/ü🙂', 'utf8'));
  expect(toText(bytePath('/ü🙂'))).toBe('/ü🙂');
  expect(isBytePath('🙂')).toBe(false);
  expect(isBytePath('a\0b')).toBe(false);
});

test('paths join and part at the root as well', () => {
  expect(joinPath(bytePath('/'), bytePath('a'))).toBe('/a');
  expect(joinPath(bytePath('/a'), bytePath('b/c'))).toBe('/a/b/c');
  expect(joinPath(bytePath('/a'), bytePath(''))).toBe('/a');
  expect(parentOf(bytePath('/a'))).toBe('/');
  expect(parentOf(bytePath('/a/b'))).toBe('/a');
  expect(nameOf(bytePath('/a/b'))).toBe('b');
});

test('a folder is around itself and what is in it, not around a neighbour with a longer name', () => {
  expect(isWithin('/a', '/a')).toBe(true);
  expect(isWithin('/a/b', '/a')).toBe(true);
  expect(isWithin('/ab', '/a')).toBe(false);
  expect(isWithin('/ab', '/')).toBe(true);
});
