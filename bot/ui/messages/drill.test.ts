import { expect, test } from 'vitest';
import type { JobView } from '../views.ts';
import { jobMessage } from './job.ts';

const ENDED: JobView = {
  id: 'job_0199b2c3d4e5f60718293a4b5c6d7e8f',
  operation: 'DRILL',
  status: 'COMPLETED',
  subject: { kind: 'ITEM', name: 'orders' },
  sizeOf: 'FILES',
  requestedBy: { name: 'Holdfast' },
  createdAt: '2026-11-22T14:03:20Z',
  startedAt: '2026-11-22T14:03:21Z',
  endedAt: '2026-11-22T14:04:33Z',
  attempt: 1,
  maxAttempts: 3,
  warnings: { count: 0, first: [] },
  version: 1,
};

test('a drill that passed tells what it proves and its time against the objective', () => {
  const drilled = {
    takenAt: '2026-11-22T03:00:00.000Z',
    achievedRtoMs: 12_000,
    probeMs: 2_000,
    rtoObjectiveSeconds: 3_600,
    probes: 3,
    files: 3_412,
    bytes: 2_800_000_000,
  };
  const text = JSON.stringify(jobMessage({ ...ENDED, result: { drilled } }, '1').blocks);
  expect(text).toContain('✅ *Restore drill of `orders`* is done');
  expect(text).toContain('Proven restorable: the point of <!date^1795316400^');
  expect(text).toContain(
    'restored in 12 s, within the objective of 1 h · 3,412 files (2.8 GB) · 3 probes passed in 2 s',
  );
});

test('one that passed and took too long says so in its first line, and in its notification', () => {
  const drilled = { takenAt: '2026-11-22T03:00:00.000Z', achievedRtoMs: 12_000, probeMs: 2_000, probes: 3 };
  const late: JobView = { ...ENDED, result: { drilled: { ...drilled, rtoObjectiveSeconds: 2 } } };
  const { text, blocks } = jobMessage(late, '1');
  expect(JSON.stringify(blocks)).toContain(
    '*Restore drill of `orders`* has proven it restorable, but over its objective',
  );
  expect(text).toContain(
    'Restore drill of `orders` has proven it restorable, but over its objective: restored in 12 s, 10 s over',
  );
  const inTime: JobView = { ...ENDED, result: { drilled: { ...drilled, rtoObjectiveSeconds: 12 } } };
  expect(jobMessage(inTime, '1').text).toContain('is done: restored');
});

test('one that failed tells why, and can be tried again', () => {
  const error = {
    code: 'DRILL_PROBE_FAILED',
    message: 'One file differs.',
    cause: 'So.',
    remedy: 'Look.',
    retryable: false,
    fault: 'USER',
  } as const;
  const text = JSON.stringify(jobMessage({ ...ENDED, status: 'FAILED', error }, '1').blocks);
  expect(text).toContain('Restore drill of `orders`* failed');
  expect(text).toContain('One file differs.');
  expect(text).toContain('"Retry"');
});
