import { expect, test } from 'vitest';
import { drilledNumbers, type DrilledView } from './drilled.ts';

const DRILLED: DrilledView = {
  takenAt: '2026-11-22T03:00:00.000Z',
  achievedRtoMs: 245_000,
  probeMs: 2_000,
  rtoObjectiveSeconds: 3_600,
  probes: 3,
  files: 3_412,
  bytes: 2_800_000_000,
};

test('a drill that passed says how long the restore took against its objective, of how much, and what looked at it', () => {
  expect(drilledNumbers(DRILLED)).toBe(
    'restored in 4 min 5 s, within the objective of 1 h · 3,412 files (2.8 GB) · 3 probes passed in 2 s',
  );
});

test('one that took too long says by how much, though it proved the item restorable', () => {
  expect(drilledNumbers({ ...DRILLED, rtoObjectiveSeconds: 60 })).toContain(
    'restored in 4 min 5 s, 3 min 5 s over the objective of 1 min',
  );
  expect(drilledNumbers({ ...DRILLED, achievedRtoMs: 2_020, rtoObjectiveSeconds: 2 })).toContain(
    'restored in 2 s, just over the objective of 2 s',
  );
});

test('of databases tables are counted, and without an objective nothing is said of one', () => {
  const view = { ...DRILLED, rtoObjectiveSeconds: undefined, files: undefined, tables: 1, bytes: undefined };
  expect(drilledNumbers(view)).toBe('restored in 4 min 5 s · 1 table · 3 probes passed in 2 s');
});
