import { expect, test } from 'vitest';
import { firstRepackBytes, isWorthPruning, nextRepackBytes, PRUNE_LIMITS } from './prune.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

test.each([
  { storedBytes: 100 * MIB, removableBytes: 63 * MIB, worth: false },
  { storedBytes: 100 * MIB, removableBytes: 64 * MIB, worth: true },
  { storedBytes: 100 * GIB, removableBytes: 10 * GIB - 1, worth: false },
  { storedBytes: 100 * GIB, removableBytes: 10 * GIB, worth: true },
  { storedBytes: 10_000 * GIB, removableBytes: 32 * GIB, worth: true },
  { storedBytes: 0, removableBytes: 0, worth: false },
])('of $storedBytes bytes $removableBytes that can be freed are worth it: $worth', ({ worth, ...unneeded }) => {
  expect(isWorthPruning(unneeded, false)).toBe(worth);
});

test('whoever asks for it gets the smallest amount freed, and nothing is done for nothing', () => {
  expect(isWorthPruning({ storedBytes: 100 * GIB, removableBytes: 1 }, true)).toBe(true);
  expect(isWorthPruning({ storedBytes: 100 * GIB, removableBytes: 0 }, true)).toBe(false);
});

test('the first slice writes 1 GiB anew, or less where the line is limited, and never too little for a pack', () => {
  expect(firstRepackBytes(PRUNE_LIMITS, null)).toBe(GIB);
  expect(firstRepackBytes(PRUNE_LIMITS, 1024)).toBe(150 * MIB);
  expect(firstRepackBytes(PRUNE_LIMITS, 1)).toBe(64 * MIB);
});

test('the next slice is as large as half of its time allows at the measured speed', () => {
  const course = { repackBytes: GIB, tookMs: 10_000, cutOff: false };
  expect(nextRepackBytes(course, GIB, PRUNE_LIMITS)).toBe(15 * GIB);
  expect(nextRepackBytes({ ...course, tookMs: 0 }, GIB, PRUNE_LIMITS)).toBe(64 * GIB);
  expect(nextRepackBytes({ ...course, repackBytes: MIB }, GIB, PRUNE_LIMITS)).toBe(GIB);
});

test('a slice that ran out of time is followed by smaller ones, until the smallest was in vain as well', () => {
  const cutOff = { repackBytes: GIB, tookMs: PRUNE_LIMITS.sliceMs, cutOff: true };
  expect(nextRepackBytes(cutOff, GIB, PRUNE_LIMITS)).toBe(256 * MIB);
  expect(nextRepackBytes(cutOff, 256 * MIB, PRUNE_LIMITS)).toBe(64 * MIB);
  expect(nextRepackBytes(cutOff, 64 * MIB, PRUNE_LIMITS)).toBeNull();
});
