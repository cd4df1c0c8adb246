import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Run } from '../attempt/run.ts';
import type { Driver, StoredPoint } from '../sources/driver.ts';
import type { Worker } from '../worker.ts';

/** One attempt at a restore with all it works on. */
export interface RestoreJob {
  readonly worker: Worker;
  readonly run: Run;
  readonly plan: RestorePlan;
  readonly point: StoredPoint;
  readonly driver: Driver;
}
