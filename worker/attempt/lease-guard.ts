import { LEASE_SECONDS } from '@holdfast/db/services/job/begin-attempt';
import type { RunningAttempts } from './running.ts';

/** Stops early enough that children are gone when the lease ends, also ones that must be killed (10 s after the asking). */
const STOP_BEFORE_END_MS = 15_000;
const AGAIN_MS = 1_000;

/** Stops all runs before their leases end, on its own clock: not when something else that hangs comes to look. */
export class LeaseGuard {
  readonly #running: RunningAttempts;
  #timer: NodeJS.Timeout | undefined;

  constructor(running: RunningAttempts) {
    this.#running = running;
    this.renewed(performance.now());
  }

  /** The leases were renewed by a beat sent at this moment: the store cannot have counted them from an earlier one. */
  renewed(sentAt: number): void {
    this.#arm(sentAt + LEASE_SECONDS * 1000 - STOP_BEFORE_END_MS - performance.now());
  }

  release(): void {
    clearTimeout(this.#timer);
  }

  /** Goes on after the time is up: a run that began in the meantime has no better lease. */
  #arm(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running.stopAll('LEASE_ENDING');
      this.#arm(AGAIN_MS);
    }, ms);
  }
}
