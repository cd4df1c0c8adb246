import { expect, test } from 'vitest';
import { daysAround } from './day.ts';

test('a typed day covers that day wherever its reader is, and reads as the options do', () => {
  expect(daysAround('2026-11-22')).toEqual({
    from: '2026-11-21T00:00:00.000Z',
    to: '2026-11-24T00:00:00.000Z',
    asRead: 'sun, 22 nov 2026',
  });
  expect(daysAround('2026-1-2')?.asRead).toBe('fri, 2 jan 2026');
});

test.each(['', 'nov', '2026-11', '22.11.2026', '2026-11-22T10:00', '9'.repeat(10_000)])('%.20j is no day', (typed) => {
  expect(daysAround(typed)).toBeUndefined();
});
