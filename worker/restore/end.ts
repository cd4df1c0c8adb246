import { hostname } from 'node:os';
import { findAttempt } from '@holdfast/db/queries/runs';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import { persist } from '../process/persist.ts';
import type { Restored } from '../sources/driver.ts';
import type { RestoreJob } from './restore-job.ts';

/**
 * Tells that the data is in place. From the swap on there is no way back, so this goes on until the store has it: also when
 * someone cancels, and again by the next attempt if this worker dies.
 */
export async function endRestore({ worker, run }: RestoreJob, restored: Restored): Promise<void> {
  const { replacedKeptAt, ...figures } = restored;
  const replaced =
    replacedKeptAt === undefined
      ? undefined
      : { keptAt: replacedKeptAt, hostName: replacedKeptAt.startsWith('/') ? hostname() : null };
  try {
    const patience = AbortSignal.timeout(worker.patienceMs);
    await persist(patience, () => finishRestore(worker.services, run.hold, { ...figures, replaced }));
  } catch (error) {
    const patience = AbortSignal.timeout(worker.patienceMs);
    const attempt = await persist(patience, () => findAttempt(worker.services.db, run.hold));
    if (attempt?.outcome !== 'COMPLETED') throw error;
  }
}
