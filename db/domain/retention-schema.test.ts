import { expect, test } from 'vitest';
import { retentionSchema } from './retention.ts';

const DAYS = { keep: { days: 30 } };

function messages(input: unknown): string[] {
  return (retentionSchema.safeParse(input).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

test('a policy with every rule is read as it was written', () => {
  const retention = {
    all: { keep: { count: 9_999 } },
    daily: { keep: { days: 9_999 } },
    weekly: { choose: 'SUNDAY', keep: { weeks: 5_163 } },
    monthly: { choose: { week: 'LAST', weekday: 'FRIDAY' }, keep: { months: 1_188 } },
    yearly: { months: [1, 7], choose: { day: 'LAST' }, keep: { years: 99 } },
    snapshotDays: 5,
  };
  expect(retentionSchema.parse(retention)).toEqual(retention);
});

test('a policy without a rule is refused, also when it keeps snapshots', () => {
  const refusal =
    ': takes at least one of all, daily, weekly, monthly and yearly: without, only the newest good point would stay';
  expect(messages({})).toEqual([refusal]);
  expect(messages({ snapshotDays: 5, daily: undefined })).toEqual([refusal]);
});

test.each([
  [{ count: 10_000 }, 'daily.keep.count: Too big'],
  [{ days: 10_000 }, 'daily.keep.days: Too big'],
  [{ weeks: 5_164 }, 'daily.keep.weeks: Too big'],
  [{ months: 1_189 }, 'daily.keep.months: Too big'],
  [{ years: 100 }, 'daily.keep.years: Too big'],
  [{ days: 0 }, 'daily.keep.days: Too small'],
])('no rule keeps longer than Azure Backup, and none keeps nothing: %j', (keep, message) => {
  expect(messages({ daily: { keep } })).toEqual([expect.stringContaining(message)]);
});

test.each([{ days: 7, count: 3 }, {}, { days: 1.5 }, { hours: 3 }, { days: '7' }, 7])(
  'what a rule keeps is one amount in one unit, and the refusal shows how to write it: %j',
  (keep) => {
    expect(messages({ daily: { keep } })).toEqual([
      'daily.keep: takes exactly one of count, days, weeks, months and years, such as { "days": 30 }',
    ]);
  },
);

test.each([
  'LAST',
  { day: 32 },
  { day: 0 },
  { weekday: 'SUNDAY' },
  { week: 'FIFTH', weekday: 'SUNDAY' },
  { day: 1, week: 'FIRST' },
])('a choice that names no day of a month is refused: %j', (choose) => {
  expect(retentionSchema.safeParse({ monthly: { ...DAYS, choose } }).success).toBe(false);
  expect(retentionSchema.safeParse({ yearly: { ...DAYS, choose } }).success).toBe(false);
});

test('the months of a year are named once each, and at least one is', () => {
  expect(messages({ yearly: { ...DAYS, months: [1, 7, 1] } })).toEqual(['yearly.months: names a month twice']);
  expect(retentionSchema.safeParse({ yearly: { ...DAYS, months: [] } }).success).toBe(false);
  expect(retentionSchema.safeParse({ yearly: { ...DAYS, months: [13] } }).success).toBe(false);
});

test('a word that retention does not know is refused, not ignored: it could have been meant to keep something', () => {
  expect(messages({ daily: DAYS, dayly: DAYS })).toEqual([': Unrecognized key: "dayly"']);
  expect(messages({ weekly: { ...DAYS, weekday: 'SUNDAY' } })).toEqual(['weekly: Unrecognized key: "weekday"']);
});
