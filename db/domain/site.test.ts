import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandwidthShare, isEnoughForOne, pausedUntil, pausesSchema, type Pauses } from './site.ts';

const NIGHTS: Pauses = pausesSchema.parse({ timeZone: 'Europe/Berlin', windows: [{ from: '22:00', to: '06:00' }] });

test.each([
  ['before it', '2026-11-22T20:59:59Z', null],
  ['at its beginning', '2026-11-22T21:00:00Z', '2026-11-23T05:00:00.000Z'],
  ['after midnight', '2026-11-23T04:59:59Z', '2026-11-23T05:00:00.000Z'],
  ['at its end', '2026-11-23T05:00:00Z', null],
  ['in the night in which clocks go forward', '2027-03-28T00:30:00Z', '2027-03-28T04:00:00.000Z'],
])('a pause by the wall clock, %s', (_, now, end) => {
  expect(pausedUntil(NIGHTS, new Date(now))?.toISOString() ?? null).toBe(end);
});

test('windows that meet are one pause', () => {
  const windows = [
    { from: '01:00', to: '02:00' },
    { from: '02:00', to: '03:00' },
  ];
  const pauses = pausesSchema.parse({ windows });
  expect(pausedUntil(pauses, new Date('2026-11-22T01:30Z'))).toEqual(new Date('2026-11-22T03:00Z'));
});

test('as many jobs as a site may run never take more than its bandwidth together', () => {
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 1e8 }), fc.integer({ min: 1, max: 1_000 }), (kib, jobs) => {
      const share = bandwidthShare(kib, jobs) ?? 0;
      return share * jobs <= kib && isEnoughForOne(kib, jobs) === share >= 16;
    }),
  );
  expect(bandwidthShare(null, 4)).toBeNull();
});
