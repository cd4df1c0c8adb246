import { assertStillHeld } from '@holdfast/db/services/job/assert-still-held';
import { faultPoint } from '../fault-point.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { persist } from '../process/persist.ts';
import { endRestore } from './end.ts';
import type { RestoreJob } from './restore-job.ts';

/** Restores beside, checks, swaps in, ends the job. When it throws before the swap the target is as it was. */
export async function performRestore(restore: RestoreJob): Promise<void> {
  const { worker, run, plan } = restore;
  const assertHeld = () => persist(run.signal, () => assertStillHeld(worker.services, run.hold));
  if (run.hold.attempt > 1) await freeDeadLocks(restore.point.repository, run);
  const restored = await restore.driver.restore(restore.point, plan, { ...run, assertHeld });
  faultPoint('restore.before-end');
  await endRestore(restore, restored);
}
