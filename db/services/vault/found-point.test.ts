import { expect, test } from 'vitest';
import { freeName, newestItems, type FoundItem, type FoundPoint } from './found-point.ts';

const item: Pick<FoundItem, 'id' | 'source'> = {
  id: 'itm_1',

  source: { kind: 'FILES', config: { path: '/a', include: [], exclude: [] } },
};

function point(takenAt: string, name: string): FoundPoint {
  const at = new Date(takenAt);
  return {
    ...{ jobId: `job_${takenAt}`, attempt: 1, takenAt: at, endedAt: at, type: 'FULL', consistency: 'NONE' },
    item: { ...item, name, tags: {}, rpoSeconds: null, rtoSeconds: null, hasSecret: false },
    policy: null,
    keepUntil: null,
    parts: [],
    contents: null,
  };
}

test('an item is what its newest point says of it, in whatever order they are found', () => {
  const points = [point('2026-02-01', 'newest'), point('2026-01-01', 'older'), point('2026-01-15', 'between')];
  expect([...newestItems(points).values()].map((one) => one.item.name)).toEqual(['newest']);
});

test('a name that is taken is changed as little as makes it another, however long it is', () => {
  const taken = new Set(['orders', 'x'.repeat(80)]);
  expect(freeName('folder', 'itm_0123456789abcdef', taken)).toBe('folder');
  expect(freeName('orders', 'itm_0123456789abcdef', taken)).toBe('orders found 456789abcdef');
  expect(freeName('x'.repeat(80), 'itm_0123456789abcdef', taken).length).toBeLessThanOrEqual(80);
});
