import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ErrorInfo } from './fault.ts';
import { decideRetry as decideWith, type FailedAttempt } from './retry.ts';

const PASSING: ErrorInfo = { code: 'X', message: 'm', cause: 'c', remedy: 'r', retryable: true, fault: 'SERVICE' };
/** Without chance: neither longer nor shorter. */
const decideRetry = (failed: Omit<FailedAttempt, 'jitter'>) => decideWith({ ...failed, jitter: 0.5 });

test('the user’s fault is not tried again, even when it is marked retryable', () => {
  expect(decideRetry({ error: { ...PASSING, fault: 'USER' }, attempt: 1, maxAttempts: 3 })).toMatchObject({
    retry: false,
  });
});

test('what is not retryable is not tried again', () => {
  expect(decideRetry({ error: { ...PASSING, retryable: false }, attempt: 1, maxAttempts: 3 })).toMatchObject({
    retry: false,
  });
});

test('a passing cause is tried again until the attempts are used up', () => {
  const decide = (attempt: number) => decideRetry({ error: PASSING, attempt, maxAttempts: 3 }).retry;
  expect([1, 2, 3, 4].map(decide)).toEqual([true, true, false, false]);
});

test('the pause doubles from 5 seconds to 5 minutes and never beyond', () => {
  const pause = (attempt: number) => decideRetry({ error: PASSING, attempt, maxAttempts: 1000 }).delayMs;
  expect([1, 2, 3, 4, 5, 6, 7, 8, 900].map(pause)).toEqual([
    5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000,
  ]);
});

const attempts = fc.integer({ min: 1, max: 60 });
const chance = fc.double({ min: 0, max: 1, noNaN: true });
const pause = (attempt: number, jitter: number) =>
  decideWith({ error: PASSING, attempt, maxAttempts: 1000, jitter }).delayMs;

test('chance makes a pause longer or shorter by a quarter at most, and what draws more never waits less', () => {
  fc.assert(
    fc.property(attempts, chance, chance, (attempt, one, other) => {
      const middle = pause(attempt, 0.5);
      expect(pause(attempt, one)).toBeGreaterThanOrEqual(0.75 * middle);
      expect(pause(attempt, one)).toBeLessThanOrEqual(1.25 * middle);
      expect(pause(attempt, Math.max(one, other))).toBeGreaterThanOrEqual(pause(attempt, Math.min(one, other)));
    }),
  );
});

test('a later attempt never waits less by the same chance, and until the longest pause by no chance at all', () => {
  fc.assert(
    fc.property(attempts, chance, chance, (attempt, one, other) => {
      expect(pause(attempt + 1, one)).toBeGreaterThanOrEqual(pause(attempt, one));
      if (attempt < 6) expect(pause(attempt + 1, other)).toBeGreaterThan(pause(attempt, one));
    }),
  );
});

test('a hundred jobs that failed together do not come back together', () => {
  const pauses = Array.from({ length: 100 }, (_, index) => pause(1, index / 99));
  expect(Math.max(...pauses) - Math.min(...pauses)).toBe(2_500);
  expect(new Set(pauses).size).toBe(100);
});

test('a lock of somebody else is waited for minutes, not seconds', () => {
  const error = { ...PASSING, code: 'REPOSITORY_LOCKED' };
  const waits = [1, 2, 3, 4, 5].map((attempt) => decideRetry({ error, attempt, maxAttempts: 9 }).delayMs);
  expect(waits).toEqual([60_000, 120_000, 240_000, 300_000, 300_000]);
});

test('what left something behind is tried again whatever it failed of, until the attempts are used up', () => {
  const error: ErrorInfo = { ...PASSING, retryable: false, fault: 'USER' };
  const decide = (attempt: number) => decideRetry({ error, attempt, maxAttempts: 3, unsettled: true }).retry;
  expect([1, 2, 3].map(decide)).toEqual([true, true, false]);
});

test('every decision says why', () => {
  expect(decideRetry({ error: PASSING, attempt: 3, maxAttempts: 3 }).why).toBe('all 3 attempts are used up');
  expect(decideRetry({ error: PASSING, attempt: 1, maxAttempts: 3 }).why).toBe(
    'attempt 1 of 3 failed with a passing cause',
  );
});
