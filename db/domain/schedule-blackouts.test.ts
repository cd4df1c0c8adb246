import { expect, test } from 'vitest';
import { leaveBlackouts, leaveSomeTime, readBlackout } from './schedule-blackouts.ts';
import { zoneClock } from './schedule-zone.ts';

const OFFICE_HOURS = readBlackout({ days: ['MONDAY', 'FRIDAY'], from: '08:00', to: '18:00' });
const NIGHT_TO_SATURDAY = readBlackout({ days: ['FRIDAY'], from: '22:00', to: '06:00' });

function leave(blackouts: Parameters<typeof leaveBlackouts>[0], moment: string, timeZone = 'UTC'): string {
  return new Date(leaveBlackouts(blackouts, zoneClock(timeZone), Date.parse(moment))).toISOString();
}

test.each([
  ['2026-06-05T07:59:59.999Z', '2026-06-05T07:59:59.999Z'],
  ['2026-06-05T08:00:00.000Z', '2026-06-05T18:00:00.000Z'],
  ['2026-06-05T17:59:59.999Z', '2026-06-05T18:00:00.000Z'],
  ['2026-06-05T18:00:00.000Z', '2026-06-05T18:00:00.000Z'],
  ['2026-06-04T12:00:00.000Z', '2026-06-04T12:00:00.000Z'], // a Thursday
])('of what is planned for %s, a blackout of Friday 08:00 to 18:00 makes %s', (planned, start) => {
  expect(leave([OFFICE_HOURS], planned)).toBe(start);
});

test.each([
  ['2026-06-05T23:00:00.000Z', '2026-06-06T06:00:00.000Z'],
  ['2026-06-06T05:59:00.000Z', '2026-06-06T06:00:00.000Z'],
  ['2026-06-05T05:00:00.000Z', '2026-06-05T05:00:00.000Z'], // Friday's early hours belong to Thursday
  ['2026-06-06T23:00:00.000Z', '2026-06-06T23:00:00.000Z'],
])('a blackout that crosses midnight belongs to the day it begins on: %s becomes %s', (planned, start) => {
  expect(leave([NIGHT_TO_SATURDAY], planned)).toBe(start);
});

test('blackouts that touch or overlap are left together', () => {
  const evening = readBlackout({ from: '17:00', to: '22:00' });
  expect(leave([NIGHT_TO_SATURDAY, evening, OFFICE_HOURS], '2026-06-05T09:00:00Z')).toBe('2026-06-06T06:00:00.000Z');
});

test('a blackout until 24:00 ends at midnight', () => {
  expect(leave([readBlackout({ from: '20:00', to: '24:00' })], '2026-06-05T21:00:00Z')).toBe(
    '2026-06-06T00:00:00.000Z',
  );
});

test('an hour that is shown twice is blacked out twice', () => {
  const blackout = readBlackout({ from: '02:00', to: '02:30' });
  expect(leave([blackout], '2026-10-25T00:10:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  expect(leave([blackout], '2026-10-25T01:10:00Z', 'Europe/Berlin')).toBe('2026-10-25T01:30:00.000Z');
});

test('a blackout whose end is shown twice lasts until the clock no longer shows it', () => {
  const blackout = readBlackout({ from: '00:00', to: '02:59' });
  expect(leave([blackout], '2026-10-25T00:58:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:59:00.000Z');
  expect(leave([blackout], '2026-10-25T01:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T01:59:00.000Z');
});

test('a blackout whose end is skipped ends with the gap', () => {
  const blackout = readBlackout({ from: '01:00', to: '02:30' });
  expect(leave([blackout], '2026-03-29T00:10:00Z', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
});

test('where the only free minute of a week is skipped, a run waits for the next week', () => {
  const allButOneMinute = [
    readBlackout({ days: ['SUNDAY'], from: '00:00', to: '02:30' }),
    readBlackout({ days: ['SUNDAY'], from: '02:31', to: '24:00' }),
    readBlackout({
      days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'],
      from: '00:00',
      to: '24:00',
    }),
  ];
  expect(leaveSomeTime(allButOneMinute)).toBe(true);
  expect(leave(allButOneMinute, '2026-03-24T10:00:00Z', 'Europe/Berlin')).toBe('2026-04-05T00:30:00.000Z');
});

test('where blackouts leave no time nothing is ever free', () => {
  const always = [readBlackout({ from: '00:00', to: '24:00' })];
  expect(leaveSomeTime(always)).toBe(false);
  expect(leaveBlackouts(always, zoneClock('Europe/Berlin'), 0)).toBe(Infinity);
});
