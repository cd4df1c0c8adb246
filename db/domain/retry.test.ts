import { expect, test } from 'vitest';
import type { ErrorInfo } from './fault.ts';
import { decideRetry } from './retry.ts';

const PASSING: ErrorInfo = { code: 'X', message: 'm', cause: 'c', remedy: 'r', retryable: true, fault: 'SERVICE' };

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
