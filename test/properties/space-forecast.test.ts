import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  forecastSpace,
  judgeFilling,
  type FillingSeverity,
  type MeasuredSpace,
} from '@holdfast/db/domain/space-forecast';
import { seededRandom, testSeed } from '../kit/seeded-random.ts';

const GB = 1e9;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-11-01T12:00:00Z');
const CAPACITY = 2_000 * GB;

/** Each day so much stored, on a disk of 2 TB that holds nothing else. */
function days(stored: readonly number[]): MeasuredSpace[] {
  return stored.map((storedBytes, day) => ({
    measuredAt: new Date(START + day * DAY_MS),
    storedBytes,
    freeBytes: CAPACITY - storedBytes,
    capacityBytes: CAPACITY,
  }));
}

function always<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, holds: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, holds), { seed: testSeed(), numRuns });
}

test('what grows evenly is known exactly, in whatever order it is given', () => {
  const even = fc.record({ perDay: fc.integer({ min: 1, max: 50 }), count: fc.integer({ min: 4, max: 30 }) });
  always(even, 200, ({ perDay, count }) => {
    const measured = days(Array.from({ length: count }, (_, day) => (100 + day * perDay) * GB));
    const forecast = forecastSpace(measured);
    expect(forecast.growthBytesPerDay).toBeCloseTo(perDay * GB, -3);
    expect(forecast.daysUntilFull).toBeCloseTo((2_000 - 100 - (count - 1) * perDay) / perDay, 3);
    expect(forecastSpace(measured.toReversed())).toEqual(forecast);
  });
});

test('a few days that are unlike the others lead it astray by little', () => {
  const random = seededRandom(testSeed());
  for (let round = 0; round < 200; round += 1) {
    const stored = Array.from({ length: 30 }, (_, day) => (200 + day * 10 + random()) * GB);
    for (let spike = 0; spike < 5; spike += 1) stored[Math.floor(random() * 30)] = random() * 1_500 * GB;
    expect(forecastSpace(days(stored)).growthBytesPerDay ?? 0).toBeGreaterThan(7 * GB);
    expect(forecastSpace(days(stored)).growthBytesPerDay ?? 0).toBeLessThan(13 * GB);
  }
});

test('clean-ups that take back what was added every week leave no growth', () => {
  const teeth = Array.from({ length: 28 }, (_, day) => (300 + (day % 7) * 10) * GB);
  expect(Math.abs(forecastSpace(days(teeth)).growthBytesPerDay ?? Infinity)).toBeLessThan(3 * GB);
});

test('what does not grow, or is not known for four days, has no day on which it is full', () => {
  expect(forecastSpace([])).toEqual({ growthBytesPerDay: null, daysUntilFull: null });
  expect(forecastSpace(days([1, 2, 3]))).toEqual({ growthBytesPerDay: null, daysUntilFull: null });
  expect(forecastSpace(days([5, 5, 5, 5, 5]))).toEqual({ growthBytesPerDay: 0, daysUntilFull: null });
  const shrinking = forecastSpace(days([9, 8, 7, 6, 5].map((size) => size * GB)));
  expect(shrinking.growthBytesPerDay).toBeCloseTo(-GB, -3);
  expect(shrinking.daysUntilFull).toBeNull();
  const unknown = days([1, 2, 3, 4, 5]).map((one) => ({ ...one, freeBytes: null, capacityBytes: null }));
  expect(forecastSpace(unknown)).toEqual({ growthBytesPerDay: 1, daysUntilFull: null });
});

test('a disk that something else fills is full when it is full', () => {
  const shared = days([5, 5, 5, 5, 5]).map((one, day) => ({ ...one, freeBytes: (100 - 10 * day) * GB }));
  expect(forecastSpace(shared).daysUntilFull).toBeCloseTo(6, 3);
});

const at = (daysUntilFull: number | null, freeShare: number) => ({
  daysUntilFull,
  freeBytes: freeShare * CAPACITY,
  capacityBytes: CAPACITY,
});

test.each<[days: number | null, share: number, told: FillingSeverity | null]>([
  [null, 0.5, null],
  [14, 0.1, null],
  [13.9, 0.5, 'WARNING'],
  [null, 0.099, 'WARNING'],
  [2.9, 0.5, 'CRITICAL'],
  [null, 0.029, 'CRITICAL'],
])('with %s days and %s of it left it is told as %s', (left, share, told) => {
  expect(judgeFilling(at(left, share), null)).toBe(told);
});

test('what is told is left only with a third more; what is not known changes nothing', () => {
  expect(judgeFilling(at(18, 0.12), 'WARNING')).toBe('WARNING');
  expect(judgeFilling(at(18.3, 0.14), 'WARNING')).toBeNull();
  expect(judgeFilling(at(3.8, 0.2), 'CRITICAL')).toBe('CRITICAL');
  expect(judgeFilling(at(4, 0.2), 'CRITICAL')).toBe('WARNING');
  expect(judgeFilling(at(15, 0.2), 'CRITICAL')).toBe('WARNING');
  expect(judgeFilling(at(2, 0.2), 'WARNING')).toBe('CRITICAL');
  expect(judgeFilling({ daysUntilFull: null, freeBytes: null, capacityBytes: null }, 'WARNING')).toBe('WARNING');
});

test('figures that wobble by a tenth around any mark change what is told twice at most', () => {
  const random = seededRandom(testSeed());
  for (const mark of [3, 14]) {
    let told: FillingSeverity | null = null;
    let changes = 0;
    for (let hour = 0; hour < 500; hour += 1) {
      const now = judgeFilling(at(mark * (0.9 + 0.2 * random()), 0.5), told);
      if (now !== told) changes += 1;
      told = now;
    }
    expect(changes).toBeLessThanOrEqual(2);
  }
});

test('nothing is told twice worse by what is better: with more left it is never a higher severity', () => {
  const worth = { WARNING: 1, CRITICAL: 2 };
  const left = fc.record({
    days: fc.double({ min: 0, max: 40, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const cases = fc.record({ left, more: left, told: fc.constantFrom(null, 'WARNING' as const, 'CRITICAL' as const) });
  always(cases, 500, ({ left: { days: least, share }, more, told }) => {
    const [worse, better] = [
      judgeFilling(at(least, share), told),
      judgeFilling(at(least + more.days, share + more.share), told),
    ];
    expect(better === null ? 0 : worth[better]).toBeLessThanOrEqual(worse === null ? 0 : worth[worse]);
  });
});
