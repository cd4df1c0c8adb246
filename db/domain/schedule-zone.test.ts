import { expect, test } from 'vitest';
import { spellingOf, zoneClock } from './schedule-zone.ts';

const reading = (shown: string) => Date.parse(`${shown.replace(' ', 'T')}Z`);

function firstMomentOf(timeZone: string, shown: string): string {
  return new Date(zoneClock(timeZone).firstMomentOf(reading(shown))).toISOString();
}

test.each([
  ['Europe/Berlin', '2026-03-29 01:59', '2026-03-29T00:59:00.000Z'],
  ['Europe/Berlin', '2026-03-29 02:30', '2026-03-29T01:00:00.000Z'],
  ['Europe/Berlin', '2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
  ['Australia/Lord_Howe', '2025-10-05 02:10', '2025-10-04T15:30:00.000Z'], // 02:00 to 02:30
  ['America/Sao_Paulo', '2018-11-04 00:00', '2018-11-04T03:00:00.000Z'], // midnight to 01:00
  ['America/Nuuk', '2024-03-30 23:30', '2024-03-31T01:00:00.000Z'], // 23:00 to midnight
  ['America/St_Johns', '2006-04-02 00:30', '2006-04-02T03:31:00.000Z'], // 00:01 to 01:01
  ['Pacific/Apia', '2011-12-30 14:00', '2011-12-30T10:00:00.000Z'], // from the 29th to the 31st
  ['Pacific/Apia', '2011-12-31 00:00', '2011-12-30T10:00:00.000Z'],
])('in %s the clock first shows %s or later at %s', (timeZone, shown, moment) => {
  expect(firstMomentOf(timeZone, shown)).toBe(moment);
});

test.each([
  ['Europe/Berlin', '2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
  ['Australia/Lord_Howe', '2025-04-06 01:45', '2025-04-05T14:45:00.000Z'],
  ['America/Sao_Paulo', '2018-02-17 23:15', '2018-02-18T01:15:00.000Z'],
  ['America/St_Johns', '2006-10-29 00:00', '2006-10-29T02:30:00.000Z'],
  ['Africa/Casablanca', '2024-03-10 02:30', '2024-03-10T01:30:00.000Z'],
])('in %s, where %s is shown twice, it is first shown at %s', (timeZone, shown, moment) => {
  expect(firstMomentOf(timeZone, shown)).toBe(moment);
});

test('the clock is read back at every moment, on both sides of a change', () => {
  const clock = zoneClock('Europe/Berlin');
  const change = Date.parse('2026-03-29T01:00:00Z');
  expect(clock.nextChangeAfter(change - 1)).toBe(change);
  expect(clock.nextChangeAfter(change)).toBe(Date.parse('2026-10-25T01:00:00Z'));
  expect(clock.readingAt(change - 1)).toBe(reading('2026-03-29 01:59:59.999'));
  expect(clock.readingAt(change)).toBe(reading('2026-03-29 03:00'));
});

test('a zone whose clock is never set has no next change', () => {
  expect(zoneClock('UTC').nextChangeAfter(0)).toBe(Infinity);
  expect(firstMomentOf('UTC', '2026-03-29 02:30')).toBe('2026-03-29T02:30:00.000Z');
});

test('a zone that the tz database does not have is an error', () => {
  expect(() => zoneClock('Mars/Olympus')).toThrow(RangeError);
});

test('the spelling of a zone keeps aliases, and is none for offsets and for what is no zone', () => {
  const spellings = ['EUROPE/BERLIN', 'us/eastern', 'utc', '+01:00', 'Mars/Olympus', ''].map(spellingOf);
  expect(spellings).toEqual(['Europe/Berlin', 'US/Eastern', 'UTC', null, null, null]);
});
