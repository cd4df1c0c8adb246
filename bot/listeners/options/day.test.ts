import { expect, test } from 'vitest';
import { dayRange } from './day.ts';

test.each([
  [undefined, '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ['no/zone', '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ['America/New_York', '2026-11-22T05:00:00.000Z', '2026-11-23T05:00:00.000Z'],
  ['Asia/Kolkata', '2026-11-21T18:30:00.000Z', '2026-11-22T18:30:00.000Z'],
  ['Pacific/Kiritimati', '2026-11-21T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
])('a typed day is that day alone, in the zone of who types it: %s', (zone, from, to) => {
  expect(dayRange('2026-11-22', zone)).toEqual({ from, to, asRead: 'sun, 22 nov 2026' });
});

test('a day on which clocks change is all of it, and reads as the options do', () => {
  expect(dayRange('2026-10-25', 'Europe/Berlin')).toMatchObject({
    from: expect.stringMatching(/^2026-10-24T2[12]:00/),
    to: '2026-10-25T23:00:00.000Z',
  });
  expect(dayRange('2026-1-2', undefined)?.asRead).toBe('fri, 2 jan 2026');
});

test.each(['', 'nov', '2026-11', '22.11.2026', '2026-11-22T10:00', '9'.repeat(10_000)])('%.20j is no day', (typed) => {
  expect(dayRange(typed, undefined)).toBeUndefined();
});
