import { expect, test } from 'vitest';
import { daysOfEveryPoint, everyPointFor, LONGEST_RETENTION, retentionSchema } from './retention.ts';

test.each([
  [1, { days: 1 }],
  [9_999, { days: 9_999 }],
  [10_000, { years: 28 }],
  [10_220, { years: 28 }],
  [10_221, { years: 29 }],
  [36_135, { years: 99 }],
  [40_000, { years: 99 }],
])('%i days of every point are a rule that keeps no less, as far as rules go', (days, keep) => {
  expect(everyPointFor(days)).toEqual({ all: { keep } });
  expect(retentionSchema.safeParse(everyPointFor(days)).success).toBe(true);
});

test('the days of a retention are told only where every point is kept for so many, and nothing else is', () => {
  expect(daysOfEveryPoint(everyPointFor(30))).toBe(30);
  expect(daysOfEveryPoint({ ...everyPointFor(30), snapshotDays: 2 })).toBe(30);
  expect(daysOfEveryPoint(LONGEST_RETENTION)).toBeNull();
  expect(daysOfEveryPoint({ all: { keep: { count: 30 } } })).toBeNull();
  for (const rule of ['daily', 'weekly', 'monthly', 'yearly']) {
    expect(daysOfEveryPoint({ ...everyPointFor(30), [rule]: { keep: { days: 60 } } })).toBeNull();
  }
});
