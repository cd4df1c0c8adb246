import { expect, test } from 'vitest';
import { describeRetention, retentionSchema } from './retention.ts';

test('every rule has a line of its own, shortest first, and so has the tier of snapshots', () => {
  const retention = retentionSchema.parse({
    snapshotDays: 5,
    yearly: { keep: { years: 10 } },
    monthly: { keep: { months: 12 } },
    weekly: { keep: { weeks: 12 } },
    daily: { keep: { days: 7 } },
    all: { keep: { count: 30 } },
  });
  expect(describeRetention(retention)).toEqual([
    'every point, the newest 30',
    'the first point of each day, for 7 days',
    'the first point of each week, for 12 weeks',
    'the first point of each month, for 12 months',
    'the first point of each year, for 10 years',
    'snapshots beside the data, for 5 days',
  ]);
});

const KEEP = { keep: { years: 7 } };

test.each<[object, string]>([
  [{ all: { keep: { days: 1 } } }, 'every point, for 1 day'],
  [{ all: { keep: { count: 1 } } }, 'every point, the newest alone'],
  [{ daily: { keep: { weeks: 1 } } }, 'the first point of each day, for 1 week'],
  [{ daily: { keep: { months: 1 } } }, 'the first point of each day, for 1 month'],
  [{ weekly: { choose: 'FIRST', ...KEEP } }, 'the first point of each week, for 7 years'],
  [{ weekly: { choose: 'SUNDAY', keep: { count: 12 } } }, 'the first point of each Sunday, the newest 12'],
  [{ monthly: { choose: 'FIRST', ...KEEP } }, 'the first point of each month, for 7 years'],
  [{ monthly: { choose: { day: 1 }, ...KEEP } }, 'the first point on the 1st of each month, for 7 years'],
  [{ monthly: { choose: { day: 12 }, ...KEEP } }, 'the first point on the 12th of each month, for 7 years'],
  [{ monthly: { choose: { day: 22 }, ...KEEP } }, 'the first point on the 22nd of each month, for 7 years'],
  [{ monthly: { choose: { day: 23 }, ...KEEP } }, 'the first point on the 23rd of each month, for 7 years'],
  [
    { monthly: { choose: { day: 31 }, ...KEEP } },
    'the first point on the 31st or else the last day of each month, for 7 years',
  ],
  [{ monthly: { choose: { day: 'LAST' }, ...KEEP } }, 'the first point on the last day of each month, for 7 years'],
  [
    { monthly: { choose: { week: 'LAST', weekday: 'FRIDAY' }, ...KEEP } },
    'the first point on the last Friday of each month, for 7 years',
  ],
  [
    { yearly: { choose: { day: 15 }, ...KEEP } },
    'the first point of each year that was taken on the 15th of a month, for 7 years',
  ],
  [{ yearly: { months: [7, 1], ...KEEP } }, 'the first point of each January and July, for 7 years'],
  [
    { yearly: { months: [1], choose: { day: 'LAST' }, keep: { count: 1 } } },
    'the first point on the last day of each January, of the newest year',
  ],
  [
    { yearly: { months: [1, 4, 7], keep: { count: 3 } } },
    'the first point of each January, April and July, of the newest 3 years',
  ],
])('%j is told as it is judged', (retention, line) => {
  expect(describeRetention(retentionSchema.parse(retention))).toEqual([line]);
});
