import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

test('the order of object keys does not matter, at any depth', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(fingerprint(reversed(value))).toBe(fingerprint(value));
    }),
  );
});

test('two values have one fingerprint only when they are the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      expect(fingerprint(a) === fingerprint(b)).toBe(sorted(a) === sorted(b));
    }),
    { numRuns: 500 },
  );
});

test.for<[unknown, unknown]>([
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
  [['ab'], ['a', 'b']],
  [{ a: '1' }, { a: 1 }],
  [{ a: null }, {}],
  [{ a: { b: 1 } }, { a: 1, b: 1 }],
  [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
  ['', null],
])('%j and %j differ', ([a, b]) => {
  expect(fingerprint(a)).not.toBe(fingerprint(b));
});

test('a field that is undefined counts as absent', () => {
  expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
});

test('it is the SHA-256 of the canonical JSON, so that stored ones stay valid', () => {
  expect(fingerprint({ b: [1, 'x'], a: null })).toBe(
    'c22cb7b0353770e2b38094af641143ebf008ddf2d1f2dedb9d875996fcf245fa',
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, entry]) => [key, reversed(entry)]),
  );
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}
