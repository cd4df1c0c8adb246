import type { JobProgress } from '@holdfast/db/domain/job';
import { noteEvent } from '@holdfast/db/services/job/note-event';
import type { JobEventType } from '@holdfast/db/domain/job';
import type { Hold } from '@holdfast/db/services/job/hold';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { startTask } from '@holdfast/db/services/job/start-task';
import { persist } from '../process/persist.ts';
import type { Worker } from '../worker.ts';
import { markerOf } from './marker.ts';

const PROGRESS_EVERY_MS = 1_000;

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
  /** Tells how far the current task is; written at most once a second, the newest wins. Never fails the run. */
  progress(progress: Omit<JobProgress, 'task'>): void;
  noteEvent(type: JobEventType, message: string): Promise<void>;
  /** The time, in UTC. */
  now(): Date;
}

/** Opens the tellings of an attempt. */
export function openRun(worker: Worker, attempt: { hold: Hold; signal: AbortSignal; directory: string }): Run {
  const { hold, signal, directory } = attempt;
  let task = '';
  let writtenAt = -Infinity;
  let writing = false;
  return {
    hold,
    signal,
    directory,
    marker: markerOf(hold),
    async startTask(name) {
      task = name;
      await persist(signal, () => startTask(worker.services, hold, name));
    },
    progress(progress) {
      const now = performance.now();
      if (writing || now - writtenAt < PROGRESS_EVERY_MS) return;
      writtenAt = now;
      writing = true;
      reportProgress(worker.services, hold, { task, ...progress })
        .catch((error: unknown) => worker.log.warn({ ...hold, error }, 'progress was not written'))
        .finally(() => {
          writing = false;
        });
    },
    now: () => worker.services.clock.now(),
    async noteEvent(type, message) {
      await persist(signal, () => noteEvent(worker.services, hold, { type, message }));
    },
  };
}
