import type { ErrorInfo } from './fault.ts';

export interface RetryDecision {
  readonly retry: boolean;
  /** Milliseconds to wait before the next attempt. */
  readonly delayMs: number;
  readonly why: string;
}

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 5 * 60_000;

/**
 * Whether a failed attempt is followed by another one of the same job (law 2: only Holdfast decides retries). The user's
 * fault and what is not retryable end the job; anything else is tried again with doubling delays until `maxAttempts`.
 */
export function decideRetry(failed: { error: ErrorInfo; attempt: number; maxAttempts: number }): RetryDecision {
  const { error, attempt, maxAttempts } = failed;
  if (error.fault === 'USER') return { retry: false, delayMs: 0, why: 'the cause must be removed by a person first' };
  if (!error.retryable) return { retry: false, delayMs: 0, why: 'trying again cannot help' };
  if (attempt >= maxAttempts) return { retry: false, delayMs: 0, why: `all ${maxAttempts} attempts are used up` };
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  return { retry: true, delayMs, why: `attempt ${attempt} of ${maxAttempts} failed with a passing cause` };
}
