import { findAttempt } from '@holdfast/db/queries/runs';
import { ConflictError } from '@holdfast/db/domain/errors';
import { finishBackup, type BackupResult } from '@holdfast/db/services/job/finish-backup';
import { finishCancel } from '@holdfast/db/services/job/finish-cancel';
import { persist } from '../process/persist.ts';
import type { Snapshot, Transfer } from '../sources/driver.ts';
import type { BackupJob } from './backup-job.ts';
import { dropSnapshots } from './drop.ts';
import type { StoredWithWarnings } from './store-part.ts';
import { stopReason } from '../attempt/stop-reason.ts';
import { UnsettledError } from '../attempt/unsettled.ts';
import { joinWarnings } from '../attempt/warnings.ts';

/** Commits what was stored. A job that was asked to stop meanwhile is cancelled and what it stored removed. */
export async function commitBackup(
  backup: BackupJob,
  done: { snapshot: Snapshot; transfer: Transfer; stored: readonly StoredWithWarnings[] },
): Promise<void> {
  const { takenAt, type, consistency } = done.snapshot;
  await commitResult(backup, {
    takenAt,
    type,
    consistency,
    parts: done.stored.map((one) => one.part),
    warnings: joinWarnings([done.transfer.warnings, ...done.stored.map((one) => one.warnings)]),
    contents: done.transfer.contents,
  });
}

/**
 * Writes the point and the job's end. While the store does not answer it asks again: a commit whose answer was lost is
 * found by the attempt's outcome, never assumed to have failed (law 2). A run that is stopped before the store has it
 * leaves what it stored for the next attempt to adopt: once its lease has ended another worker may be doing so.
 */
export async function commitResult(backup: BackupJob, result: BackupResult): Promise<void> {
  const { worker, run } = backup;
  try {
    await persist(run.signal, () => finishBackup(worker.services, run.hold, result));
  } catch (error) {
    const patience = AbortSignal.timeout(worker.patienceMs);
    const attempt = await persist(patience, () => findAttempt(worker.services.db, run.hold));
    if (attempt?.outcome === 'COMPLETED') return;
    if (attempt?.outcome) throw error;
    if (run.signal.aborted && stopReason(run.signal) !== 'CANCELLED') throw new UnsettledError(error);
    await takeBack(backup);
    if (!(error instanceof ConflictError) || error.code !== 'JOB_CANCELLING') throw error;
    await persist(run.signal, () => finishCancel(worker.services, run.hold));
  }
}

async function takeBack(backup: BackupJob): Promise<void> {
  try {
    await dropSnapshots(backup, 'it could not be committed');
  } catch (error) {
    throw new UnsettledError(error);
  }
}
