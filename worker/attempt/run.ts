import { FencedError } from '@holdfast/db/domain/errors';
import type { JobProgress } from '@holdfast/db/domain/job';
import { noteEvent } from '@holdfast/db/services/job/note-event';
import type { JobEventType } from '@holdfast/db/domain/job';
import type { Hold } from '@holdfast/db/services/job/hold';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { startTask } from '@holdfast/db/services/job/start-task';
import { persist } from '../process/persist.ts';
import type { Worker } from '../worker.ts';
import { markerOf } from './marker.ts';
import { ProgressTeller } from './tell-progress.ts';

/** What a driver and a handler have of one attempt: the switch that stops it, its folder, and ways to tell how it goes. */
export interface Run {
  readonly hold: Hold;
  readonly signal: AbortSignal;
  /** The attempt's own folder on the worker's disk: journals, what the engine said, lists of warnings. Outlives the worker. */
  readonly directory: string;
  /** For the environment of every child. */
  readonly marker: string;
  /** Ends the task under way and begins the next one. */
  startTask(name: string): Promise<void>;
  /** Tells how far the current task is; written at most once a second, the newest wins, with the pace that was measured. Never fails the run. */
  progress(progress: Omit<JobProgress, 'task'>): void;
  noteEvent(type: JobEventType, message: string): Promise<void>;
  /** The time, in UTC. */
  now(): Date;
}

/** Opens the tellings of an attempt; disposed of, nothing is told any more. */
export function openRun(
  worker: Worker,
  attempt: { hold: Hold; signal: AbortSignal; directory: string },
): Run & Disposable {
  const { hold, signal, directory } = attempt;
  const teller = new ProgressTeller((progress) =>
    reportProgress(worker.services, hold, progress).catch((error: unknown) => {
      // The run has just ended, or its heartbeat tells it so: nobody misses the report.
      if (!(error instanceof FencedError)) worker.log.warn({ ...hold, error }, 'progress was not written');
    }),
  );
  return {
    hold,
    signal,
    directory,
    marker: markerOf(hold),
    async startTask(name) {
      teller.begin(name);
      await persist(signal, () => startTask(worker.services, hold, name));
    },
    progress: (progress) => teller.tell(progress),
    now: () => worker.services.clock.now(),
    async noteEvent(type, message) {
      await persist(signal, () => noteEvent(worker.services, hold, { type, message }));
    },
    [Symbol.dispose]: () => teller.end(),
  };
}
