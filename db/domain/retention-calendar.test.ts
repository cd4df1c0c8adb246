import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { endOf, isChosenInMonth, isChosenInWeek, localDay, weekPeriod } from './retention-calendar.ts';
import type { KeepDuration, MonthChoice } from './retention-schema.ts';

test('a day is a day of the policy’s zone', () => {
  const moment = new Date('2026-11-22T23:30:00Z');
  expect(localDay(moment, 'UTC').toString()).toBe('2026-11-22');
  expect(localDay(moment, 'Europe/Berlin').toString()).toBe('2026-11-23');
  expect(localDay(moment, 'America/Los_Angeles').toString()).toBe('2026-11-22');
});

test.each<{ it: string; from: string; keep: KeepDuration; until: string }>([
  {
    it: 'a day lasts until the same time when clocks go forward',
    from: '2026-03-28T12:00Z',
    keep: { days: 1 },
    until: '2026-03-29T11:00Z',
  },
  { it: 'and when they go back', from: '2026-10-24T11:00Z', keep: { days: 1 }, until: '2026-10-25T12:00Z' },
  {
    it: 'a time that clocks skip is as much later',
    from: '2026-03-28T01:30Z',
    keep: { days: 1 },
    until: '2026-03-29T01:30Z',
  },
  {
    it: 'a month after the 31st is the last of a shorter one',
    from: '2026-01-31T12:00Z',
    keep: { months: 1 },
    until: '2026-02-28T12:00Z',
  },
  {
    it: 'a year after a leap day is the last of February',
    from: '2028-02-29T12:00Z',
    keep: { years: 1 },
    until: '2029-02-28T12:00Z',
  },
  {
    it: 'ninety-nine years are ninety-nine',
    from: '2026-11-22T12:00Z',
    keep: { years: 99 },
    until: '2125-11-22T12:00Z',
  },
  {
    it: 'a week is seven days of the calendar',
    from: '2026-03-25T12:00Z',
    keep: { weeks: 1 },
    until: '2026-04-01T11:00Z',
  },
])('$it', ({ from, keep, until }) => {
  expect(endOf(new Date(from), keep, 'Europe/Berlin')).toEqual(new Date(until));
});

test.each([
  ['2026-11-22', '2026-W47'],
  ['2026-11-23', '2026-W48'],
  ['2027-01-03', '2026-W53'],
  ['2024-12-30', '2025-W01'],
])('the week of %s is %s: a week is of the year of its Thursday', (day, week) => {
  expect(weekPeriod(Temporal.PlainDate.from(day))).toBe(week);
});

function daysChosen(month: string, choice: MonthChoice): number[] {
  const first = Temporal.PlainDate.from(`${month}-01`);
  const days = Array.from({ length: first.daysInMonth }, (_, index) => first.add({ days: index }));
  return days.filter((day) => isChosenInMonth(day, choice)).map(({ day }) => day);
}

test.each<[MonthChoice, string, number[]]>([
  [{ day: 15 }, '2026-11', [15]],
  [{ day: 31 }, '2026-12', [31]],
  [{ day: 31 }, '2026-11', [30]],
  [{ day: 29 }, '2026-02', [28]],
  [{ day: 29 }, '2028-02', [29]],
  [{ day: 'LAST' }, '2026-11', [30]],
  [{ week: 'FIRST', weekday: 'SUNDAY' }, '2026-11', [1]],
  [{ week: 'FIRST', weekday: 'SATURDAY' }, '2026-11', [7]],
  [{ week: 'SECOND', weekday: 'SUNDAY' }, '2026-11', [8]],
  [{ week: 'THIRD', weekday: 'MONDAY' }, '2026-11', [16]],
  [{ week: 'FOURTH', weekday: 'MONDAY' }, '2026-11', [23]],
  [{ week: 'LAST', weekday: 'MONDAY' }, '2026-11', [30]],
  [{ week: 'LAST', weekday: 'SUNDAY' }, '2026-11', [29]],
  [{ week: 'LAST', weekday: 'TUESDAY' }, '2026-11', [24]],
])('of every month %j is one day, also where the month has no such number: of %s day %j', (choice, month, days) => {
  expect(daysChosen(month, choice)).toEqual(days);
});

test('the first good point of a month or a week may be of any day of it', () => {
  expect(daysChosen('2026-02', 'FIRST')).toHaveLength(28);
  expect(isChosenInWeek(Temporal.PlainDate.from('2026-11-22'), 'FIRST')).toBe(true);
});

test('a weekday that was chosen is that day of the week alone', () => {
  const sunday = Temporal.PlainDate.from('2026-11-22');
  expect(isChosenInWeek(sunday, 'SUNDAY')).toBe(true);
  expect(isChosenInWeek(sunday, 'MONDAY')).toBe(false);
});

test('a zone that does not exist is an error, not UTC', () => {
  expect(() => localDay(new Date(0), 'Europe/Atlantis')).toThrow(RangeError);
});
