import { findAttempt, findJobForRun } from '@holdfast/db/queries/runs';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import { persist } from '../process/persist.ts';
import type { Restored } from '../sources/driver.ts';
import type { RestoreJob } from './restore-job.ts';

const DAY_MS = 86_400_000;

/**
 * Tells that the data is in place. From the swap on there is no way back, so this goes on until the store has it: also when
 * someone cancels, and again by the next attempt if this worker dies.
 */
export async function endRestore(restore: RestoreJob, restored: Restored): Promise<void> {
  const { worker, run, plan } = restore;
  const { replacedKeptAt, ...figures } = restored;
  const patience = AbortSignal.timeout(worker.patienceMs);
  const job = await persist(patience, () => findJobForRun(worker.services.db, run.hold.jobId));
  const now = worker.services.clock.now();
  const startedAt = job?.job.startedAt ?? now;
  const replaced =
    replacedKeptAt === undefined
      ? undefined
      : { keptAt: replacedKeptAt, keptUntil: new Date(now.getTime() + plan.keepReplacedDays * DAY_MS) };
  try {
    const durationMs = now.getTime() - startedAt.getTime();
    await persist(patience, () => finishRestore(worker.services, run.hold, { ...figures, durationMs, replaced }));
  } catch (error) {
    const attempt = await persist(AbortSignal.timeout(worker.patienceMs), () =>
      findAttempt(worker.services.db, run.hold),
    );
    if (attempt?.outcome !== 'COMPLETED') throw error;
  }
}
