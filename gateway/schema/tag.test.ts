import { expect, test } from 'vitest';
import { tagRecord } from './tag.ts';

test('tags become a record with every key as the store keeps it', () => {
  expect(tagRecord([{ key: ' env ', value: 'prod' }])).toEqual({ env: 'prod' });
  expect(tagRecord(null)).toBeUndefined();
});

test.each([
  ['a key given twice', ['env', 'env']],
  ['a key given twice but for its blanks', ['env', 'env ']],
  ['a key that an object cannot have', ['__proto__']],
])('%s is refused: a value would get lost', (_told, keys) => {
  const tags = keys.map((key) => ({ key, value: 'x' }));
  expect(() => tagRecord(tags)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
