import { expect, test } from 'vitest';
import { compareFolders, compareTables, holds } from './compare.ts';
import type { WitnessedEntry, WitnessedTable } from './testimony.ts';

const FILE: WitnessedEntry = {
  path: 'a',
  type: 'file',
  owner: '0:0',
  mode: '0644',
  modified: '1',
  size: 3,
  sha256: 'ab',
};
const LINK: WitnessedEntry = { path: 'l', type: 'link', owner: '0:0', target: 'a' };
const TABLE: WitnessedTable = {
  name: 'public.t',
  kind: 'table',
  rows: 2,
  checksum: '7',
  definition: ['column a: integer t'],
};

test('a folder that is as it was is the same, in whatever order it was read', () => {
  const comparison = compareFolders([FILE, LINK], [{ ...LINK }, { ...FILE }]);
  expect(comparison).toEqual({ compared: 2, differences: [] });
  expect(holds(comparison)).toBe(true);
});

test.each([
  ['another byte', { sha256: 'ac' }, 'sha256'],
  ['another size', { size: 4 }, 'size'],
  ['another mode', { mode: '0600' }, 'mode'],
  ['another owner', { owner: '1:1' }, 'owner'],
  ['another time', { modified: '2' }, 'modified'],
  ['another kind', { type: 'folder' as const }, 'type'],
  ['a fact that was not there', { sameFileAs: 'b' }, 'sameFileAs'],
])('%s breaks the comparison', (_, changed, fact) => {
  const comparison = compareFolders([FILE], [{ ...FILE, ...changed }]);
  expect(comparison.differences).toEqual([`"a" has another ${fact}`]);
  expect(holds(comparison)).toBe(false);
});

test('a link that leads elsewhere, a file that is gone and one that was not there break it', () => {
  expect(
    compareFolders(
      [LINK, FILE],
      [
        { ...LINK, target: 'b' },
        { ...FILE, path: 'b' },
      ],
    ).differences,
  ).toEqual(['"l" has another target', '"a" is missing', '"b" was not there before']);
});

test.each([
  ['a row less', { rows: 1 }],
  ['another row', { checksum: '8' }],
  ['a column of another type', { definition: ['column a: text t'] }],
])('%s breaks the comparison of a table', (_, changed) => {
  expect(holds(compareTables([TABLE], [{ ...TABLE, ...changed }], () => true))).toBe(false);
});

test('only the chosen tables are compared, and none is no proof', () => {
  const other = { ...TABLE, name: 'public.other' };
  expect(compareTables([TABLE, other], [TABLE], (name) => name === 'public.t')).toEqual({
    compared: 1,
    differences: [],
  });
  expect(holds(compareTables([TABLE], [TABLE], () => false))).toBe(false);
});
