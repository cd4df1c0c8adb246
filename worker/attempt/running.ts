import type { Hold } from '@holdfast/db/services/job/hold';
import { StopError, type StopReason } from './stop-reason.ts';

interface Entry {
  readonly stopping: AbortController;
  readonly cutting: AbortController;
  readonly done: Promise<void>;
  hold: Hold | undefined;
}

/** A place for one run of a job in this process. */
export interface Place {
  /** Aborted when the run is told to stop, for whatever reason. */
  readonly signal: AbortSignal;
  /** The same but for a request to cancel: taking back is how that is obeyed, so it must not stop the taking back. */
  readonly settling: AbortSignal;
  /** Says under which fencing number the job was taken. */
  take(hold: Hold): void;
  /** The run has ended, whatever became of it. */
  leave(): void;
}

/** A delivery of a job that another delivery is about to take, or has lost: the queue is to bring it again. */
export class NotTakenYetError extends Error {
  override readonly name = 'NotTakenYetError';

  constructor(jobId: string) {
    super(`${jobId} cannot be taken yet: another delivery of it is at work here`);
  }
}

/** The jobs this process is running or about to take, each with the switch that stops it. */
export class RunningAttempts {
  readonly #entries = new Map<string, Entry>();
  #closed = false;

  /** From now on nothing new is run. */
  close(): void {
    this.#closed = true;
  }

  /**
   * A place for a run of this job, or undefined when the process already runs it: a second delivery does nothing.
   * @throws StopError once closed: the delivery must come again, to another worker; NotTakenYetError while another delivery is
   *   about to take the job: should that one be kept waiting, this one may be its next turn
   */
  enter(jobId: string): Place | undefined {
    if (this.#closed) throw new StopError('STOPPING');
    const other = this.#entries.get(jobId);
    if (other && !other.hold) throw new NotTakenYetError(jobId);
    if (other) return undefined;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const entry: Entry = { stopping: new AbortController(), cutting: new AbortController(), done, hold: undefined };
    this.#entries.set(jobId, entry);
    return {
      signal: entry.stopping.signal,
      settling: entry.cutting.signal,
      take: (hold) => {
        entry.hold = hold;
      },
      leave: () => {
        // Once left, the place may be another run's.
        if (this.#entries.get(jobId) === entry) this.#entries.delete(jobId);
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
    const entry = this.#entries.get(jobId);
    entry?.stopping.abort(new StopError(reason));
    if (reason !== 'CANCELLED') entry?.cutting.abort(new StopError(reason));
  }

  stopAll(reason: StopReason): void {
    for (const jobId of this.#entries.keys()) this.stop(jobId, reason);
  }

  /** Settles when no run is left. */
  async idle(): Promise<void> {
    while (this.#entries.size > 0) await Promise.all([...this.#entries.values()].map((entry) => entry.done));
  }
}
