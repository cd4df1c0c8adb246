import { systemClock } from '@holdfast/db/clock';
import { isFinal } from '@holdfast/db/domain/job';
import type { Heard } from '@holdfast/db/events/change';
import { readJob } from '../kit/jobs.ts';
import type { Workshop } from './workshop.ts';

type JobRow = Awaited<ReturnType<typeof readJob>>;

export interface TimedJob {
  readonly job: JobRow;
  /** When the commit of the request was known, by the machine's clock. */
  readonly askedAt: Date;
  /** From the commit of the request to that of the worker's first event, in milliseconds. */
  readonly beganMs: number;
  /** From the commit of the request to that of the job's end, in milliseconds. */
  readonly endedMs: number;
}

/**
 * Requests a job and follows it to its end. Both ends of each time are commits that this process hears of: that the request
 * was answered, and that the store told of the change, which is what a person who waits would see.
 * @throws Error when the job does not complete; the signal's reason when that is aborted
 */
export async function timeJob(workshop: Workshop, request: () => Promise<{ jobId: string }>): Promise<TimedJob> {
  using changes = new HeardVersions(workshop);
  const { jobId } = await request();
  const askedAt = systemClock.now();
  const startedAt = performance.now();
  const began = await changes.first(jobId, (job) => job.status !== 'QUEUED');
  const ended = await changes.first(jobId, (job) => isFinal(job.status));
  const { job } = ended;
  if (job.status !== 'COMPLETED') throw new Error(`${jobId} is ${job.status}: ${JSON.stringify(job.error)}`);
  return { job, askedAt, beganMs: began.heardAt - startedAt, endedMs: ended.heardAt - startedAt };
}

/** When each version of each job was heard of. */
class HeardVersions {
  readonly #workshop: Workshop;
  readonly #heardAt = new Map<string, number>();
  readonly #release: () => void;
  #wake = Promise.withResolvers<void>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    const unsubscribe = workshop.feed.subscribe((heard) => this.#take(heard));
    const fail = () => this.#fail(workshop.signal.reason);
    workshop.signal.addEventListener('abort', fail, { once: true });
    this.#release = () => {
      unsubscribe();
      workshop.signal.removeEventListener('abort', fail);
    };
  }

  /** The first state of a job that satisfies, and when it was heard of. */
  async first(jobId: string, isMeant: (job: JobRow) => boolean): Promise<{ job: JobRow; heardAt: number }> {
    for (;;) {
      this.#workshop.signal.throwIfAborted();
      const { promise } = this.#wake;
      const job = await readJob(this.#workshop.world, jobId);
      const heardAt = this.#heardAt.get(`${jobId} ${job.version}`);
      if (heardAt !== undefined && isMeant(job)) return { job, heardAt };
      await promise;
    }
  }

  [Symbol.dispose](): void {
    this.#release();
  }

  #take(heard: Heard): void {
    if (heard.kind === 'resync') return this.#fail(new Error('the connection that hears of the jobs was lost'));
    const { table, id, version } = heard.change;
    if (table !== 'jobs') return;
    this.#heardAt.set(`${id} ${version}`, performance.now());
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** Whoever waits now fails; nobody may be waiting. */
  #fail(reason: unknown): void {
    this.#wake.promise.catch(() => undefined);
    this.#wake.reject(reason);
  }
}
