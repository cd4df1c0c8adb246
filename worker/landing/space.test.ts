import { expect, test } from 'vitest';
import { spaceNeeded } from './space.ts';

const MIB = 2 ** 20;

test('5 % are to spare, and at least 64 MiB', () => {
  expect(spaceNeeded(0)).toBe(BigInt(64 * MIB));
  expect(spaceNeeded(100 * MIB)).toBe(BigInt(164 * MIB));
  expect(spaceNeeded(10_000 * MIB)).toBe(BigInt(10_500 * MIB));
  expect(spaceNeeded(0.5)).toBe(BigInt(64 * MIB + 1));
});
