import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOffset } from './schedule-spread.ts';

test('an offset is whole seconds from 0 to below the spread', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 720 }), (itemId, spreadMinutes) => {
      const offset = spreadOffset({ spreadMinutes }, itemId);
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThan(spreadMinutes * 60_000);
      expect(offset % 1000).toBe(0);
    }),
  );
});

test('without a spread every item starts at the rule’s time', () => {
  expect(spreadOffset({ spreadMinutes: 0 }, 'itm_1')).toBe(0);
});

test('an item’s offset is the same for ever: a new release must not move the runs of an estate', () => {
  expect(['itm_1', 'itm_2', 'itm_3'].map((itemId) => spreadOffset({ spreadMinutes: 60 }, itemId))).toEqual([
    490_000, 785_000, 3_122_000,
  ]);
});

test('a wider spread keeps the order of the items', () => {
  const items = Array.from({ length: 200 }, (_, index) => `itm_${index}`);
  const order = (spreadMinutes: number) =>
    items.toSorted((a, b) => spreadOffset({ spreadMinutes }, a) - spreadOffset({ spreadMinutes }, b));
  expect(order(720)).toEqual(order(360));
});

test('items are spread evenly: of 6,000 over an hour, each minute gets between 60 and 140', () => {
  const minutes = Array.from({ length: 6000 }, (_, index) =>
    Math.floor(spreadOffset({ spreadMinutes: 60 }, `itm_${index}`) / 60_000),
  );
  const counts = [...Map.groupBy(minutes, (minute) => minute).values()].map(({ length }) => length);
  expect(counts).toHaveLength(60);
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(Math.max(...counts)).toBeLessThan(140);
});
