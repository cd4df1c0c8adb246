import { expect, test } from 'vitest';
import { exclusionKey, isFinal, itemIdOf, JOB_STATUSES, mayFollow, OPEN_STATUSES, subjectOf } from './job.ts';

const FINALS = ['COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLED'] as const;

test.for(FINALS)('%s is final: nothing follows it, not even itself', (status) => {
  expect(isFinal(status)).toBe(true);
  expect(JOB_STATUSES.filter((next) => mayFollow(status, next))).toEqual([]);
});

test('every other status is open and an end can be reached from it', () => {
  const open = JOB_STATUSES.filter((status) => !FINALS.some((final) => final === status));
  expect(OPEN_STATUSES).toEqual(open);
  for (const status of open) expect(FINALS.some((final) => mayFollow(status, final))).toBe(true);
});

test('an attempt that failed for a passing cause goes back to the queue', () => {
  expect(mayFollow('IN_PROGRESS', 'QUEUED')).toBe(true);
});

test('a job that was asked to stop never goes on as if it had not been', () => {
  expect(mayFollow('CANCELLING', 'QUEUED')).toBe(false);
  expect(mayFollow('CANCELLING', 'IN_PROGRESS')).toBe(false);
});

test('nothing completes without having been in progress', () => {
  expect(JOB_STATUSES.filter((from) => mayFollow(from, 'COMPLETED'))).toEqual(['IN_PROGRESS', 'CANCELLING']);
});

test('backups of one item exclude each other, restores exclude each other by site and target', () => {
  const full = exclusionKey({ backupOf: 'itm_1', type: 'FULL' });
  expect(exclusionKey({ backupOf: 'itm_1', type: 'INCREMENTAL' })).toBe(full);
  expect(exclusionKey({ backupOf: 'itm_1', type: 'LOG' })).not.toBe(full);
  expect(exclusionKey({ backupOf: 'itm_2', type: 'FULL' })).not.toBe(full);
  expect(exclusionKey({ restoreTo: '/a', site: 'sit_1' })).not.toBe(exclusionKey({ restoreTo: '/a', site: 'sit_2' }));
  expect(exclusionKey({ restoreTo: '/a', site: 'sit_1' })).not.toBe(exclusionKey({ restoreTo: '/b', site: 'sit_1' }));
});

test('retention runs once for a vault at a site', () => {
  const keys = ['vlt_1', 'vlt_2'].flatMap((taskOf) =>
    ['sit_1', 'sit_2'].map((site) => exclusionKey({ taskOf, operation: 'RETENTION', site })),
  );
  expect(new Set(keys).size).toBe(4);
  expect(keys[0]).toBe('retention:sit_1:vlt_1');
});

test('a job is about an item or a vault; a row of neither is a defect that names the job', () => {
  const row = { id: 'job_1', itemId: null, vaultId: null };
  expect(subjectOf({ ...row, itemId: 'itm_1' })).toEqual({ itemId: 'itm_1' });
  expect(subjectOf({ ...row, vaultId: 'vlt_1' })).toEqual({ vaultId: 'vlt_1' });
  expect(() => subjectOf(row)).toThrow('job_1 is about nothing');
  expect(itemIdOf({ ...row, itemId: 'itm_1' })).toBe('itm_1');
  expect(() => itemIdOf({ ...row, itemId: null })).toThrow('job_1 is about no item');
});
