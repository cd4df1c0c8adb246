import { expect, test } from 'vitest';
import { readPrunePlan, repackedShare } from './prune-plan.ts';

/** As restic 0.18.0 says it. */
const REPORT = `loading indexes...
[0:00] 100.00%  13 / 13 packs processed

used:                 40 blobs / 60.005 MiB
unused:               79 blobs / 100.012 MiB
unreferenced:                    33.048 MiB
total:               119 blobs / 193.065 MiB
unused size: 51.80% of total size

to repack:            49 blobs / 69.825 MiB
this removes:         20 blobs / 20.001 MiB
to delete:            59 blobs / 113.059 MiB
total prune:          79 blobs / 133.060 MiB
remaining:            40 blobs / 512 B
unused size after prune: 0 B (0.00% of remaining size)

totally used packs:          2
partly used packs:           4
unused packs:                7

to keep:               2 packs
to repack:             4 packs
to delete:             7 packs
to delete:             2 unreferenced packs
`.split('\n');
const MIB = 1024 * 1024;
const without = (start: string) => REPORT.filter((line) => !line.startsWith(start));

test('the figures of a report are read, those of what is in no index as well', () => {
  expect(readPrunePlan(REPORT)).toEqual({
    usedBytes: Math.round(60.005 * MIB),
    unusedBytes: Math.round(100.012 * MIB),
    unreferencedBytes: Math.round(33.048 * MIB),
    storedBytes: Math.round(193.065 * MIB),
    repackBytes: Math.round(69.825 * MIB),
    removedBytes: Math.round(133.06 * MIB),
    remainingBytes: 512,
    packsToRemove: 13,
  });
});

test('where nothing is unreferenced restic leaves its lines out, and nothing is counted', () => {
  const report = without('unreferenced:').filter((line) => !line.endsWith('unreferenced packs'));
  expect(readPrunePlan(report)).toMatchObject({ unreferencedBytes: 0, packsToRemove: 11 });
});

test.each(['used:', 'unused:', 'total:', 'to repack:', 'total prune:', 'remaining:', 'to delete:'])(
  'a report without %s is not believed',
  (start) => {
    expect(() => readPrunePlan(without(start))).toThrow(/report has 0 lines/);
  },
);

test.each([
  'total prune:          79 blobs / 133.060 MB',
  'total prune:          79 blobs / 1.000 PiB',
  'total prune: lots',
])('a figure that is written in another way is not believed: %s', (line) => {
  expect(() => readPrunePlan([...without('total prune:'), line])).toThrow(/total prune/);
});

test('a figure that comes twice is not believed', () => {
  expect(() => readPrunePlan([...REPORT, 'used:   1 blobs / 1 B'])).toThrow(/2 lines of "used"/);
});

test('only packs that were written anew are a share of the work', () => {
  expect(repackedShare('[0:03] 25.00%  1 / 4 packs repacked')).toBe(0.25);
  expect(repackedShare('[1:00:03] 100.00%  4 / 4 packs repacked')).toBe(1);
  expect(repackedShare('[0:00] 100.00%  13 / 13 packs processed')).toBeNull();
});
