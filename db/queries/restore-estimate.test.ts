import { expect, test } from 'vitest';
import { estimateRestore } from './restore-estimate.ts';

const ofItem = { sameItem: true, restores: 2, bytes: 200, durationMs: 1_000 };
const ofKind = { sameItem: false, restores: 7, bytes: 200, durationMs: 4_000 };

test("an item's own restores count before those of its kind", () => {
  expect(estimateRestore(100, [ofKind, ofItem])).toEqual({ known: true, durationMs: 500, basedOn: 2, from: 'ITEM' });
});

test('without restores of the item those of its kind give the speed, and it says so', () => {
  expect(estimateRestore(100, [ofKind])).toEqual({ known: true, durationMs: 2_000, basedOn: 7, from: 'KIND' });
});

test.each([
  ['nothing was restored yet', 100, []],
  ['the size is not known', undefined, [ofItem]],
  ['past restores were empty', 100, [{ ...ofItem, bytes: 0 }]],
])('there is no estimate but a reason where %s', (_why, size, history) => {
  expect(estimateRestore(size, history)).toEqual({ known: false, reason: expect.stringMatching(/\w/) });
});
