import type { ErrorInfo } from './fault.ts';

export interface RetryDecision {
  readonly retry: boolean;
  /** Milliseconds to wait before the next attempt. */
  readonly delayMs: number;
  readonly why: string;
}

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 5 * 60_000;
/** The share of a delay by which it is longer or shorter at most. */
const JITTER = 0.25;

/** Errors that end when somebody else's work does, which takes minutes rather than seconds: their first delay. */
const WAITS_FOR_OTHERS_MS: ReadonlyMap<string, number> = new Map([['REPOSITORY_LOCKED', 60_000]]);

export interface FailedAttempt {
  readonly error: ErrorInfo;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** It left something behind that a later attempt has to take back, whatever it failed of. */
  readonly unsettled?: boolean | undefined;
  /** By chance, 0 to 1: what failed together does not come back together. */
  readonly jitter: number;
}

/**
 * Whether a failed attempt is followed by another one of the same job (law 2: only Holdfast decides retries). The user's
 * fault and what is not retryable end the job; anything else is tried again until `maxAttempts`, with delays that double up to five
 * minutes, each longer or shorter by a quarter at most.
 */
export function decideRetry({ error, attempt, maxAttempts, unsettled = false, jitter }: FailedAttempt): RetryDecision {
  if (!unsettled && error.fault === 'USER') return end('the cause must be removed by a person first');
  if (!unsettled && !error.retryable) return end('trying again cannot help');
  if (attempt >= maxAttempts) return end(`all ${maxAttempts} attempts are used up`);
  const first = WAITS_FOR_OTHERS_MS.get(error.code) ?? FIRST_DELAY_MS;
  const delayMs = Math.round(
    Math.min(first * 2 ** (attempt - 1), LONGEST_DELAY_MS) * (1 - JITTER + 2 * JITTER * jitter),
  );
  const failed = unsettled ? 'left something behind to settle' : 'failed with a passing cause';
  return { retry: true, delayMs, why: `attempt ${attempt} of ${maxAttempts} ${failed}` };
}

function end(why: string): RetryDecision {
  return { retry: false, delayMs: 0, why };
}
