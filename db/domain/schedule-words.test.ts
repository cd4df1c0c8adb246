import { expect, test } from 'vitest';
import { scheduleRuleSchema, scheduleSchema } from './schedule-schema.ts';
import { describeRule, describeSchedule, schedulesApart } from './schedule-words.ts';

test.each([
  [
    { kind: 'INTERVAL', everyMinutes: 15, window: { from: '08:00', to: '20:00' }, days: ['TUESDAY', 'MONDAY'] },
    'every 15 minutes from 08:00 to 20:00 on Monday and Tuesday',
  ],
  [{ kind: 'INTERVAL', everyMinutes: 60 }, 'every hour'],
  [{ kind: 'INTERVAL', everyMinutes: 90 }, 'every 90 minutes'],
  [
    { kind: 'INTERVAL', everyMinutes: 240, window: { from: '22:00', to: '06:00' } },
    'every 4 hours from 22:00 to 06:00',
  ],
  [{ kind: 'INTERVAL', everyMinutes: 1440 }, 'every day at 00:00'],
  [
    { kind: 'INTERVAL', everyMinutes: 600, window: { from: '08:00', to: '09:00' }, days: ['SUNDAY'] },
    'on Sunday at 08:00',
  ],
  [{ kind: 'DAILY', times: ['14:00', '02:00', '08:00'] }, 'every day at 02:00, 08:00 and 14:00'],
  [{ kind: 'WEEKLY', days: ['SUNDAY', 'FRIDAY', 'MONDAY'], times: ['22:00'] }, 'on Monday, Friday and Sunday at 22:00'],
])('%j reads as a line', (rule, line) => {
  expect(describeRule(scheduleRuleSchema.parse({ key: 'rule', ...rule }))).toBe(line);
});

const NIGHTLY = { key: 'nightly', kind: 'DAILY', times: ['02:00'] };
const PLAIN = scheduleSchema.parse({ timeZone: 'Europe/Berlin', rules: [NIGHTLY] });
const FULL = scheduleSchema.parse({
  timeZone: 'Europe/Berlin',
  rules: [NIGHTLY, { key: 'log', kind: 'INTERVAL', everyMinutes: 15, backupType: 'LOG' }],
  spreadMinutes: 30,
  blackouts: [
    { days: ['SATURDAY'], from: '22:00', to: '06:00' },
    { from: '12:00', to: '13:00' },
  ],
  catchUp: 'SKIP',
  graceMinutes: 2880,
});

test('a plain schedule reads as a line without what it does not have', () => {
  expect(describeSchedule(PLAIN)).toBe(
    'every day at 02:00; by the clock of Europe/Berlin; one run makes up for those that were missed; told when 1 hour late',
  );
});

test('everything that holds in a schedule is in its line', () => {
  expect(describeSchedule(FULL)).toBe(
    'full every day at 02:00; log every 15 minutes; by the clock of Europe/Berlin; items spread over 30 minutes; ' +
      'never from 22:00 to 06:00 on Saturday; never from 12:00 to 13:00; missed runs are left out; told when 2 days late',
  );
});

test('of two schedules that which differs is told, what was and then what is', () => {
  const edited = { ...PLAIN, graceMinutes: 120, spreadMinutes: 60 };
  expect(schedulesApart(PLAIN, edited)).toEqual([
    'before: told when 1 hour late',
    'now: items spread over 1 hour',
    'now: told when 2 hours late',
  ]);
});

test('schedules that mean the same are not apart, in whatever order they are written', () => {
  const written = { ...NIGHTLY, times: ['02:00', '14:00'] };
  const [a, b] = [written, { ...written, times: ['14:00', '02:00'] }].map((rule) =>
    scheduleSchema.parse({ rules: [rule] }),
  );
  expect(schedulesApart(a ?? PLAIN, b ?? PLAIN)).toEqual([]);
});
