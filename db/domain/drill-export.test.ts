import { expect, test } from 'vitest';
import { exportDrill, type DrillReport } from './drill-export.ts';
import { describeDrill, median, objectiveOf } from './drill-report.ts';
import { outcomeOfFailure } from './drill-errors.ts';

const REPORT: DrillReport = {
  id: 'drl_1',
  jobId: 'job_1',
  item: { id: 'itm_1', name: 'orders | *all*', kind: 'FILES' },
  vault: 'main',
  point: { id: 'rpt_1', takenAt: new Date('2026-11-22T03:00:00.000Z') },
  choice: 'OLDEST',
  outcome: 'PASSED',
  startedAt: new Date('2026-11-23T03:00:00.000Z'),
  endedAt: new Date('2026-11-23T03:01:00.000Z'),
  fetchMs: 1_000,
  restoreMs: 40_000,
  probeMs: 12_000,
  objectiveSeconds: 60,
  plan: { seed: 'abcd', sampleFiles: 16 },
  evidence: {
    probes: [
      { name: 'content', passed: true, text: '16 of 20 files (seed abcd)\nhave the content | that the vault holds.' },
    ],
    rows: [{ table: 'shop.public.orders', rows: 2_000 }],
    files: 20,
    bytes: 9_000_000,
  },
  error: null,
};

test('a report tells what, from when, how long against the objective, by which seed, and each probe in one line', () => {
  const text = exportDrill(REPORT, 'MARKDOWN');
  expect(text).toContain(String.raw`# Restore drill of orders | \*all\*: proven restorable`);
  expect(text).toContain('2026-11-22 03:00 UTC (rpt_1), chosen as OLDEST; 20 files, 9 MB');
  expect(text).toContain(
    'achieved restore time: 41 s (vault opened in 1 s, restored in 40 s); within the objective of 1 min',
  );
  expect(text).toContain('- from 2026-11-23 03:00 UTC to 2026-11-23 03:01 UTC');
  expect(text).toContain('seed abcd');
  expect(text).toContain(
    String.raw`| content | passed | 16 of 20 files (seed abcd) have the content \| that the vault holds. |`,
  );
  expect(text).toContain('| shop.public.orders | 2000 |');
});

test('the same as JSON is whole, with the restore time worked out', () => {
  expect(JSON.parse(exportDrill(REPORT, 'JSON'))).toMatchObject({
    id: 'drl_1',
    rto: { achievedMs: 41_000, objectiveSeconds: 60, met: true },
    evidence: { probes: [{ name: 'content' }] },
  });
  expect(JSON.parse(exportDrill(REPORT, 'JSON'))).not.toHaveProperty('objectiveSeconds');
  expect(JSON.parse(exportDrill({ ...REPORT, restoreMs: null }, 'JSON'))).toMatchObject({
    rto: { achievedMs: null, objectiveSeconds: 60, met: null },
  });
});

test('one that passed and took too long says both in its headline', () => {
  const [headline] = exportDrill({ ...REPORT, restoreMs: 59_040 }, 'MARKDOWN').split('\n');
  expect(headline).toMatch(/: proven restorable, but over its objective$/);
  expect(exportDrill({ ...REPORT, restoreMs: 59_040 }, 'MARKDOWN')).toContain(
    'achieved restore time: 1 min 0.04 s (vault opened in 1 s, restored in 59 s); over the objective of 1 min',
  );
});

test('one that came to no restore says why and claims no time', () => {
  const error = {
    code: 'X',
    message: 'No room.',
    cause: 'Full.',
    remedy: 'Free some.',
    retryable: false,
    fault: 'USER',
  } as const;
  const nothing = { fetchMs: null, restoreMs: null, probeMs: null, evidence: null, point: null };
  const text = exportDrill({ ...REPORT, ...nothing, outcome: 'FAILED', error }, 'MARKDOWN');
  expect(text).toContain('\n**Why:** No room.\n\n**Cause:** Full.\n\n**Remedy:** Free some.\n');
  expect(text).not.toContain('achieved');
});

test('exactly the objective is within it', () => {
  expect(objectiveOf(60_000, 60).met).toBe(true);
  expect(objectiveOf(60_001, 60).met).toBe(false);
  expect(objectiveOf(60_001, null).met).toBeNull();
  const times = { fetchMs: 1_000, restoreMs: 59_000, probeMs: 100 };
  expect(describeDrill({ times, objective: objectiveOf(60_000, 60), probes: 3 })).toBe(
    'Proven restorable in 1 min, within its objective of 1 min. All 3 probes passed in 0.1 s.',
  );
});

test('the median of some times', () => {
  expect(median([])).toBeNull();
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('what says nothing of the point is no failed drill: a worker that died, a point that went', () => {
  expect(outcomeOfFailure({ code: 'WORKER_LOST' })).toBe('SKIPPED');
  expect(outcomeOfFailure({ code: 'STORE_UNREACHABLE' })).toBe('SKIPPED');
  expect(outcomeOfFailure({ code: 'DRILL_NO_SPACE' })).toBe('FAILED');
  expect(outcomeOfFailure({ code: 'REPOSITORY_DAMAGED' })).toBe('FAILED');
});
