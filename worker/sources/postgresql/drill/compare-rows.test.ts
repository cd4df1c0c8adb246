import { expect, test } from 'vitest';
import { differs } from './compare-rows.ts';

const OWN = { isOfExtension: false };

test('a table has the rows of its dump, neither fewer nor more', () => {
  expect(differs({ stored: 5, restored: 5, ...OWN })).toBe(false);
  for (const restored of [4, 6, undefined]) expect(differs({ stored: 5, restored, ...OWN })).toBe(true);
});

test('one of an extension has those that the extension brings besides, as the list of coordinate systems of PostGIS', () => {
  const OF_EXTENSION = { isOfExtension: true };
  expect(differs({ stored: 0, restored: 8_500, ...OF_EXTENSION })).toBe(false);
  for (const restored of [4, undefined]) expect(differs({ stored: 5, restored, ...OF_EXTENSION })).toBe(true);
});
