import { expect, test } from 'vitest';
import { scheduleRuleSchema } from './schedule-schema.ts';
import { timesOf } from './schedule-times.ts';

function times(rule: Record<string, unknown>) {
  return timesOf(scheduleRuleSchema.parse({ key: 'rule', ...rule }));
}

const minute = (shown: string) => Date.parse(`${shown.replace(' ', 'T')}Z`) / 60_000;

const shown = (at: number | null) =>
  at === null ? null : new Date(at * 60_000).toISOString().slice(0, 16).replace('T', ' ');

function following(rule: Record<string, unknown>, from: string, count: number): (string | null)[] {
  const found: (number | null)[] = [];
  for (let at = minute(from); found.length < count; at = (found.at(-1) ?? at) + 1)
    found.push(times(rule).atOrAfter(at));
  return found.map(shown);
}

test('an interval without a window is counted from every midnight', () => {
  expect(following({ kind: 'INTERVAL', everyMinutes: 700 }, '2026-06-05 00:00', 4)).toEqual([
    '2026-06-05 00:00',
    '2026-06-05 11:40',
    '2026-06-05 23:20',
    '2026-06-06 00:00',
  ]);
});

test('an interval is counted from the beginning of its window, whose end is not part of it', () => {
  const rule = { kind: 'INTERVAL', everyMinutes: 60, window: { from: '08:30', to: '10:30' } };
  expect(following(rule, '2026-06-05 00:00', 3)).toEqual(['2026-06-05 08:30', '2026-06-05 09:30', '2026-06-06 08:30']);
});

test('a window that crosses midnight belongs to the day it begins on', () => {
  const rule = { kind: 'INTERVAL', everyMinutes: 120, window: { from: '23:00', to: '04:00' }, days: ['FRIDAY'] };
  expect(following(rule, '2026-06-05 00:00', 4)).toEqual([
    '2026-06-05 23:00',
    '2026-06-06 01:00',
    '2026-06-06 03:00',
    '2026-06-12 23:00',
  ]);
});

test('a window until 24:00 and one of the whole day end at midnight', () => {
  const evening = { kind: 'INTERVAL', everyMinutes: 90, window: { from: '21:00', to: '24:00' } };
  expect(following(evening, '2026-06-05 12:00', 3)).toEqual([
    '2026-06-05 21:00',
    '2026-06-05 22:30',
    '2026-06-06 21:00',
  ]);
  const all = { kind: 'INTERVAL', everyMinutes: 1000, window: { from: '00:00', to: '24:00' } };
  expect(following(all, '2026-06-05 00:01', 2)).toEqual(['2026-06-05 16:40', '2026-06-06 00:00']);
});

test('an interval longer than its window runs once a day', () => {
  const rule = { kind: 'INTERVAL', everyMinutes: 1440, window: { from: '08:00', to: '09:00' } };
  expect(following(rule, '2026-06-05 08:01', 2)).toEqual(['2026-06-06 08:00', '2026-06-07 08:00']);
});

test('times run in the order of the clock, however they are written', () => {
  expect(following({ kind: 'DAILY', times: ['14:00', '02:30', '09:15'] }, '2026-06-05 09:15', 3)).toEqual([
    '2026-06-05 09:15',
    '2026-06-05 14:00',
    '2026-06-06 02:30',
  ]);
});

test('a weekly rule runs on its days alone, over the turn of a year too', () => {
  const rule = { kind: 'WEEKLY', days: ['SUNDAY', 'THURSDAY'], times: ['22:00'] };
  expect(following(rule, '2026-12-30 12:00', 3)).toEqual(['2026-12-31 22:00', '2027-01-03 22:00', '2027-01-07 22:00']);
});

test('dates before 1970 have their weekdays', () => {
  const rule = { kind: 'WEEKLY', days: ['MONDAY'], times: ['22:00'] };
  expect(following(rule, '1969-07-20 12:00', 1)).toEqual(['1969-07-21 22:00']);
});

test.each([
  ['2026-06-06 02:59', '2026-06-06 01:00'],
  ['2026-06-06 01:00', '2026-06-06 01:00'],
  ['2026-06-06 00:59', '2026-06-05 23:00'],
  ['2026-06-05 22:59', '2026-05-30 03:00'],
])('the latest time at or before %s is %s', (at, latest) => {
  const rule = { kind: 'INTERVAL', everyMinutes: 120, window: { from: '23:00', to: '04:00' }, days: ['FRIDAY'] };
  expect(shown(times(rule).atOrBefore(minute(at)))).toBe(latest);
});

test('a weekly time that is just ahead was last a week ago, and one that has just been comes in a week', () => {
  const friday = times({ kind: 'WEEKLY', days: ['FRIDAY'], times: ['12:00'] });
  expect(shown(friday.atOrBefore(minute('2026-06-05 11:59')))).toBe('2026-05-29 12:00');
  expect(shown(friday.atOrAfter(minute('2026-06-05 12:01')))).toBe('2026-06-12 12:00');
});
