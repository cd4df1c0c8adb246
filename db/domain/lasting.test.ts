import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactly, lasting, lastingAgainst } from './lasting.ts';

test.each([
  [0, '0 s'],
  [5.9, '5 s'],
  [59.9, '59 s'],
  [90, '1 min'],
  [7_500, '2 h 5 min'],
  [7_200, '2 h'],
  [273_600 + 1_800, '3 d 4 h'],
])('%s s lasted %s', (seconds, text) => {
  expect(lasting(seconds)).toBe(text);
});

test.each([
  [90, '1 min 30 s'],
  [3_600, '1 h'],
  [86_400 + 61, '1 d 1 min 1 s'],
])('%s s that were set are told whole: %s', (seconds, text) => {
  expect(exactly(seconds)).toBe(text);
});

test.each([
  [2.646, 2, '2.6 s'],
  [2.046, 2, '2.04 s'],
  [2.000_4, 2, '2.001 s'],
  [2, 2, '2 s'],
  [601, 600, '10 min 1 s'],
  [1_259, 600, '20 min'],
  [0.84, 3_600, '0.8 s'],
  [12.9, null, '12 s'],
])('%s s against %s s reads %s', (seconds, objective, text) => {
  expect(lastingAgainst(seconds, objective)).toBe(text);
});

test('what a measured time and its objective read as are in the order that they are in', () => {
  const near = fc
    .tuple(fc.integer({ min: 1, max: 400_000 }), fc.double({ min: -2, max: 2, noNaN: true }))
    .map(([objective, off]): [number, number] => [Math.max(0, objective + off), objective]);
  const any = fc.tuple(fc.double({ min: 0, max: 400_000, noNaN: true }), fc.integer({ min: 1, max: 400_000 }));
  fc.assert(
    fc.property(fc.oneof(near, any), ([seconds, objective]) => {
      const order = Math.sign(read(lastingAgainst(seconds, objective)) - read(exactly(objective)));
      expect(order).toBe(Math.sign(seconds - objective));
    }),
    { numRuns: 2_000 },
  );
});

const MS: Record<string, number> = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000 };

/** What such words say, in milliseconds. */
function read(text: string): number {
  return [...text.matchAll(/([\d.]+) (d|h|min|s)/g)].reduce(
    (sum, [, value, unit]) => sum + Math.round(Number(value) * (MS[unit ?? ''] ?? NaN)),
    0,
  );
}
