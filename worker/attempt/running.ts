import type { Hold } from '@holdfast/db/services/job/hold';
import { StopError, type StopReason } from './stop-reason.ts';

interface Entry {
  readonly controller: AbortController;
  readonly done: Promise<void>;
  hold: Hold | undefined;
}

/** A place for one run of a job in this process. */
export interface Place {
  readonly signal: AbortSignal;
  /** Says under which fencing number the job was taken. */
  take(hold: Hold): void;
  /** The run has ended, whatever became of it. */
  leave(): void;
}

/** The jobs this process is running or about to take, each with the switch that stops it. */
export class RunningAttempts {
  readonly #entries = new Map<string, Entry>();

  /** A place for a run of this job, or undefined when the process already has one: a second delivery does nothing. */
  enter(jobId: string): Place | undefined {
    if (this.#entries.has(jobId)) return undefined;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const entry: Entry = { controller: new AbortController(), done, hold: undefined };
    this.#entries.set(jobId, entry);
    return {
      signal: entry.controller.signal,
      take: (hold) => {
        entry.hold = hold;
      },
      leave: () => {
        this.#entries.delete(jobId);
        resolve();
      },
    };
  }

  hasJob(jobId: string): boolean {
    return this.#entries.has(jobId);
  }

  holds(): Hold[] {
    return [...this.#entries.values()].flatMap((entry) => (entry.hold ? [entry.hold] : []));
  }

  /** Tells a run to stop; a second reason changes nothing. */
  stop(jobId: string, reason: StopReason): void {
    this.#entries.get(jobId)?.controller.abort(new StopError(reason));
  }

  stopAll(reason: StopReason): void {
    for (const jobId of this.#entries.keys()) this.stop(jobId, reason);
  }

  /** Settles when no run is left. */
  async idle(): Promise<void> {
    while (this.#entries.size > 0) await Promise.all([...this.#entries.values()].map((entry) => entry.done));
  }
}
