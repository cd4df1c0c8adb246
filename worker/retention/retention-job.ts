import type { Run } from '../attempt/run.ts';
import type { Worker } from '../worker.ts';

/** One attempt at applying retention with all it works on. */
export interface RetentionJob {
  readonly worker: Worker;
  readonly run: Run;
  /** How many items there are to look at, for its progress. */
  readonly items: number;
}
