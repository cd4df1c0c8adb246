import { expect, test } from 'vitest';
import { parseFaults } from './parse.ts';

test('a fault names its point, and may name the passing and what happens', () => {
  expect(parseFaults('landing.prepared,landing.moved-in:3=pause')).toEqual([
    { point: 'landing.prepared', passing: 1, action: 'kill' },
    { point: 'landing.moved-in', passing: 3, action: 'pause' },
  ]);
});

test.each(['', 'a,', 'a:0', 'a:x', 'a=explode', 'A'])('%j is refused rather than taken for no fault', (text) => {
  expect(() => parseFaults(text)).toThrow(/is not name/);
});
