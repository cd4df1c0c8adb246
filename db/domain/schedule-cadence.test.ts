import { expect, test } from 'vitest';
import { cadenceOf } from './schedule-cadence.ts';
import { scheduleSchema } from './schedule-schema.ts';

const MONDAY = new Date('2026-11-23T00:00:00Z');
const HOUR_MS = 3_600_000;

const schedule = (given: object) => scheduleSchema.parse(given);

test.for([
  ['daily', { rules: [{ key: 'a', kind: 'DAILY', times: ['02:00'] }] }, 7, 24],
  ['twice a day, unevenly', { rules: [{ key: 'a', kind: 'DAILY', times: ['02:00', '08:00'] }] }, 14, 18],
  ['weekly', { rules: [{ key: 'a', kind: 'WEEKLY', times: ['02:00'], days: ['SUNDAY'] }] }, 1, 168],
  ['every quarter of an hour', { rules: [{ key: 'a', kind: 'INTERVAL', everyMinutes: 15 }] }, 672, 0.25],
  [
    'on weekdays alone',
    {
      rules: [
        { key: 'a', kind: 'WEEKLY', times: ['02:00'], days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'] },
      ],
    },
    5,
    72,
  ],
] as const)('%s: how often it runs in a week and how long nothing runs', ([, given, runs, hours]) => {
  expect(cadenceOf(schedule(given), MONDAY)).toEqual({ runs, longestGapMs: hours * HOUR_MS });
});

test('a gap that reaches beyond the week counts whole', () => {
  const weekly = schedule({ rules: [{ key: 'a', kind: 'WEEKLY', times: ['02:00'], days: ['MONDAY'] }] });
  expect(cadenceOf(weekly, new Date('2026-11-23T02:00:00Z')).longestGapMs).toBe(168 * HOUR_MS);
});

test('without a schedule nothing runs, and no gap is known', () => {
  expect(cadenceOf(null, MONDAY)).toEqual({ runs: 0, longestGapMs: null });
});
