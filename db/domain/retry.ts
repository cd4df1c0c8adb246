import type { ErrorInfo } from './fault.ts';

export interface RetryDecision {
  readonly retry: boolean;
  /** Milliseconds to wait before the next attempt. */
  readonly delayMs: number;
  readonly why: string;
}

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 5 * 60_000;

export interface FailedAttempt {
  readonly error: ErrorInfo;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** It left something behind that a later attempt has to take back, whatever it failed of. */
  readonly unsettled?: boolean | undefined;
}

/**
 * Whether a failed attempt is followed by another one of the same job (law 2: only Holdfast decides retries). The user's
 * fault and what is not retryable end the job; anything else is tried again with doubling delays until `maxAttempts`.
 */
export function decideRetry({ error, attempt, maxAttempts, unsettled = false }: FailedAttempt): RetryDecision {
  if (!unsettled && error.fault === 'USER') return end('the cause must be removed by a person first');
  if (!unsettled && !error.retryable) return end('trying again cannot help');
  if (attempt >= maxAttempts) return end(`all ${maxAttempts} attempts are used up`);
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  const failed = unsettled ? 'left something behind to settle' : 'failed with a passing cause';
  return { retry: true, delayMs, why: `attempt ${attempt} of ${maxAttempts} ${failed}` };
}

function end(why: string): RetryDecision {
  return { retry: false, delayMs: 0, why };
}
