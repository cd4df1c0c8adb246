import type { JobProgress } from '@holdfast/db/domain/job';
import { ProgressMeter } from './progress-meter.ts';

const WRITE_EVERY_MS = 1_000;
/** While nothing new is reported: often enough that a stall shows as its rate falls, until it is told to be zero. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Tells how far a run is: at most once a second, the newest report always in the end, each with the pace it was measured to have. A task that
 * goes silent is told again, ever slower, until it stands.
 */
export class ProgressTeller {
  readonly #write: (progress: JobProgress) => Promise<void>;
  #task = '';
  #meter = new ProgressMeter();
  #newest: Omit<JobProgress, 'task'> | undefined;
  #isTold = true;
  #writing = false;
  #ended = false;
  #writtenAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** @param write never fails */
  constructor(write: (progress: JobProgress) => Promise<void>) {
    this.#write = write;
  }

  /** Another task begins: what was said of the one before no longer counts. */
  begin(task: string): void {
    this.#task = task;
    this.#meter = new ProgressMeter();
    this.#newest = undefined;
    this.#isTold = true;
    this.#stopTimer();
  }

  tell(progress: Omit<JobProgress, 'task'>): void {
    if (this.#ended) return;
    const now = performance.now();
    this.#meter.add(progress, now);
    this.#newest = progress;
    if (this.#isTold) this.#stopTimer();
    this.#isTold = false;
    if (!this.#writing) this.#writeIn(this.#writtenAt + WRITE_EVERY_MS - now);
  }

  /** The run has ended: nothing is told any more. */
  end(): void {
    this.#ended = true;
    this.#stopTimer();
  }

  #writeIn(ms: number): void {
    if (ms <= 0) void this.#writeNow();
    else this.#timer ??= setTimeout(() => void this.#writeNow(), ms).unref();
  }

  async #writeNow(): Promise<void> {
    this.#stopTimer();
    const newest = this.#newest;
    if (this.#ended || !newest) return;
    this.#writtenAt = performance.now();
    const pace = this.#meter.paceAt(this.#writtenAt);
    this.#isTold = true;
    this.#writing = true;
    await this.#write({ task: this.#task, ...newest, secondsRemaining: undefined, ...pace });
    this.#writing = false;
    if (this.#ended || !this.#newest) return;
    if (!this.#isTold) this.#writeIn(this.#writtenAt + WRITE_EVERY_MS - performance.now());
    else if (pace.bytesPerSecond || pace.secondsRemaining) this.#writeIn(LOOK_AGAIN_MS);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
