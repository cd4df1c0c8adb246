import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JOB_OPERATIONS } from './job.ts';
import { gotFurther, judgeCourse, NEVER_TOLD_BEFORE, type Course } from './stalled.ts';

const MIN = 60;
const TWELVE = Array.from({ length: 12 }, () => 6 * MIN);
const COURSE: Course = { operation: 'BACKUP', past: TWELVE, running: 0, still: 0, toldBefore: 0 };

test('what has not moved for ten minutes and half of the usual time stands still, and says both numbers', () => {
  expect(judgeCourse({ ...COURSE, running: 43 * MIN, still: 42 * MIN })).toEqual({
    code: 'JOB_STANDS_STILL',
    reason: 'has not moved for 42 min; a backup of it usually takes 6 min (the median of 12)',
  });
  expect(judgeCourse({ ...COURSE, still: 10 * MIN })).toBeUndefined();
  expect(judgeCourse({ ...COURSE, still: 10 * MIN + 1 })).toBeDefined();
});

test('what usually takes hours may be still for half of them', () => {
  const past = [3 * 3600, 4 * 3600, 5 * 3600];
  expect(judgeCourse({ ...COURSE, past, still: 2 * 3600 })).toBeUndefined();
  expect(judgeCourse({ ...COURSE, past, still: 2 * 3600 + 5 * MIN })?.reason).toBe(
    'has not moved for 2 h 5 min; a backup of it usually takes 4 h (the median of 3)',
  );
});

test('what has never succeeded may be still for half an hour and take as long as it moves', () => {
  expect(judgeCourse({ ...COURSE, past: [], running: 90 * 86_400, still: 30 * MIN })).toBeUndefined();
  expect(judgeCourse({ ...COURSE, past: [], still: 30 * MIN + 1 })?.reason).toBe(
    'has not moved for 30 min; no backup of it has succeeded before',
  );
});

test('what moves and takes three times what nine in ten took, and half an hour more, is slow', () => {
  const past = [...TWELVE, 20 * MIN, 30 * MIN];
  expect(judgeCourse({ ...COURSE, past, running: 60 * MIN, still: 5 })).toBeUndefined();
  expect(judgeCourse({ ...COURSE, past, running: 60 * MIN + 1, still: 5 })).toEqual({
    code: 'JOB_SLOW',
    reason: 'has run for 1 h; a backup of it usually takes 6 min (the median of 14)',
  });
  expect(judgeCourse({ ...COURSE, past: [2], running: 30 * MIN + 2 })).toBeUndefined();
  expect(judgeCourse({ ...COURSE, past: [2], running: 30 * MIN + 3 })?.code).toBe('JOB_SLOW');
});

test.each(['RESTORE', 'CROSS_REGION_RESTORE', 'RETENTION'] as const)(
  'a %s, of which long parts are silent, is told of after two hours without a move, and is never slow',
  (operation) => {
    const quick = { ...COURSE, operation, past: [10, 10, 10] };
    expect(judgeCourse({ ...quick, running: 30 * 86_400, still: 120 * MIN })).toBeUndefined();
    expect(judgeCourse({ ...quick, running: 30 * 86_400, still: 120 * MIN + 1 })?.code).toBe('JOB_STANDS_STILL');
  },
);

test('what was told and moved again may be still for twice as long before it is told anew', () => {
  expect(judgeCourse({ ...COURSE, toldBefore: 1, still: 20 * MIN })).toBeUndefined();
  expect(judgeCourse({ ...COURSE, toldBefore: 1, still: 20 * MIN + 1 })).toBeDefined();
  expect(judgeCourse({ ...COURSE, toldBefore: 3, still: 80 * MIN })).toBeUndefined();
});

const seconds = fc.double({ min: 0, max: 40 * 86_400, noNaN: true });
const course = fc.record({
  operation: fc.constantFrom(...JOB_OPERATIONS),
  past: fc.array(seconds, { maxLength: 20 }),
  running: seconds,
  still: seconds,
  toldBefore: fc.nat(20),
});

test('any course has an answer, in words without a gap, and nothing is told before its least time', () => {
  fc.assert(
    fc.property(course, (any) => {
      const stall = judgeCourse(any);
      if (stall) expect(stall.reason).not.toMatch(/undefined|NaN|Infinity|\b0 (min|h|d)\b/);
      if (any.still <= NEVER_TOLD_BEFORE.still && any.running <= NEVER_TOLD_BEFORE.running) {
        expect(stall).toBeUndefined();
      }
    }),
  );
});

const TOLD = { none: 0, JOB_SLOW: 1, JOB_STANDS_STILL: 2 };
const told = (any: Course) => TOLD[judgeCourse(any)?.code ?? 'none'];

test('time that passes never makes trouble less', () => {
  fc.assert(
    fc.property(course, seconds, (any, more) => {
      const later = { ...any, running: any.running + more, still: any.still + more };
      expect(told(later)).toBeGreaterThanOrEqual(told(any));
    }),
  );
});

test('longer jobs before never make it stricter, whether they are more or took the place of shorter ones', () => {
  const some = course.filter(({ past }) => past.length > 0);
  fc.assert(
    fc.property(some, seconds, fc.nat(), (any, more, index) => {
      const longer = any.past.map((one, at) => (at === index % any.past.length ? one + more : one));
      const added = [...any.past, Math.max(...any.past) + more];
      for (const past of [longer, added]) expect(told({ ...any, past })).toBeLessThanOrEqual(told(any));
    }),
  );
});

test.each([
  ['another task', { task: 'b', percent: 0 }, true],
  ['more percent', { task: 'a', percent: 51, bytesDone: 1 }, true],
  ['more bytes', { task: 'a', percent: 50, bytesDone: 11 }, true],
  ['more files', { task: 'a', percent: 50, filesDone: 2 }, true],
  ['the same', { task: 'a', percent: 50, bytesDone: 10, filesDone: 1 }, false],
  ['another guess of the rest', { task: 'a', percent: 50, bytesDone: 10, bytesTotal: 99, secondsRemaining: 7 }, false],
  ['less', { task: 'a', percent: 40, bytesDone: 5 }, false],
])('%s: further is %#', (_told, now, further) => {
  expect(gotFurther({ task: 'a', percent: 50, bytesDone: 10, filesDone: 1 }, now)).toBe(further);
});

test('the first report is further than none', () => {
  expect(gotFurther(null, { task: 'a', percent: 0 })).toBe(true);
});
