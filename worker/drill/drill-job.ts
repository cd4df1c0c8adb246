import type { DrillPlan } from '@holdfast/db/domain/drill';
import type { Run } from '../attempt/run.ts';
import type { Driver, StoredPoint } from '../sources/driver.ts';
import type { Worker } from '../worker.ts';

/** One attempt at a drill with all it works on. */
export interface DrillJob {
  readonly worker: Worker;
  readonly run: Run;
  readonly itemId: string;
  readonly pointId: string;
  readonly drill: DrillPlan;
  readonly point: StoredPoint;
  readonly driver: Driver;
  /** What it may take of the disk, in bytes; null: what is free. */
  readonly maxBytes: number | null;
}
