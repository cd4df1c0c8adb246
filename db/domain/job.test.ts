import { expect, test } from 'vitest';
import { exclusionKey, isFinal, JOB_STATUSES, mayFollow, OPEN_STATUSES } from './job.ts';

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
  expect(exclusionKey({ backupOf: 'itm_1' })).toBe(exclusionKey({ backupOf: 'itm_1' }));
  expect(exclusionKey({ backupOf: 'itm_1' })).not.toBe(exclusionKey({ backupOf: 'itm_2' }));
  expect(exclusionKey({ restoreTo: '/a', site: 'sit_1' })).not.toBe(exclusionKey({ restoreTo: '/a', site: 'sit_2' }));
  expect(exclusionKey({ restoreTo: '/a', site: 'sit_1' })).not.toBe(exclusionKey({ restoreTo: '/b', site: 'sit_1' }));
});
