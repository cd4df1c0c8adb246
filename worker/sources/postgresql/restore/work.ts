import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { WorkerSettings } from '../../../worker.ts';
import type { RestoreRun, StoredPoint } from '../../driver.ts';
import type { Server } from '../server.ts';

/** One restore with all it works on. */
export interface RestoreWork {
  readonly settings: WorkerSettings;
  /** Its sessions bear the name of the attempt. */
  readonly server: Server;
  /** The same, to settle by: it ends the attempt's sessions and must not be one. */
  readonly settling: Server;
  readonly point: StoredPoint;
  readonly plan: RestorePlan;
  readonly run: RestoreRun;
}
