import { HoldfastError } from '@holdfast/db/domain/errors';
import { stopReason } from '../attempt/stop-reason.ts';
import { UnsettledError } from '../attempt/unsettled.ts';
import { ensureRepository } from '../repository/ensure.ts';
import { faultPoint } from '../fault-point.ts';
import type { Snapshot, Transfer } from '../sources/driver.ts';
import type { BackupJob } from './backup-job.ts';
import { commitBackup } from './commit.ts';
import { dropSnapshots } from './drop.ts';
import { storePart, type StoredWithWarnings } from './store-part.ts';
import { keepTransferRecord } from './transfer-record.ts';

/** Takes the snapshot, transfers every part, commits. When it throws, nothing of this attempt is left in the vault. */
export async function performBackup(backup: BackupJob): Promise<void> {
  const { run, driver } = backup;
  await run.startTask('Prepare');
  await driver.probe(run.signal);
  await ensureRepository(backup.worker, run, { row: backup.repositoryRow, repository: backup.repository });
  await run.startTask('Take snapshot');
  faultPoint('backup.before-snapshot');
  const snapshot = await driver.takeSnapshot(run);
  faultPoint('backup.after-snapshot');
  try {
    const transfer = await driver.openTransfer(snapshot, run);
    await keepTransferRecord(run.directory, transfer);
    const stored = await transferParts(backup, snapshot, transfer);
    faultPoint('backup.before-commit');
    await commitBackup(backup, { snapshot, transfer, stored });
    faultPoint('backup.after-commit');
  } finally {
    await driver.release(snapshot);
  }
}

/** All parts or none: what was stored before one failed is dropped. */
async function transferParts(backup: BackupJob, snapshot: Snapshot, transfer: Transfer): Promise<StoredWithWarnings[]> {
  await backup.run.startTask('Transfer to vault');
  const stored: StoredWithWarnings[] = [];
  try {
    const { parts } = transfer;
    for (const [ordinal, part] of parts.entries()) {
      const bytesBefore = stored.reduce((bytes, one) => bytes + one.part.sizeBytes, 0);
      const bytesAfter = parts.slice(ordinal + 1).reduce((bytes, one) => bytes + (one.expectedBytes ?? 0), 0);
      stored.push(await storePart(backup, { snapshot, part, ordinal, parts: parts.length, bytesBefore, bytesAfter }));
      faultPoint('backup.part-stored');
    }
    return stored;
  } catch (error) {
    throw mayHaveStored(error, stored) ? await takeBack(backup, error) : error;
  }
}

/** Raised before the engine could write anything. Asking it what to drop would only fail, or wait for a lock, again. */
const NEVER_OPENED = new Set(['REPOSITORY_LOCKED', 'REPOSITORY_MISSING', 'REPOSITORY_PASSWORD_WRONG']);

function mayHaveStored(error: unknown, stored: readonly StoredWithWarnings[]): boolean {
  return stored.length > 0 || !(error instanceof HoldfastError && NEVER_OPENED.has(error.code));
}

/**
 * Why the backup failed is what is told, also when the vault then refuses to give up what was stored; that is logged, and
 * left to the next attempt.
 * @returns what to throw
 */
async function takeBack(backup: BackupJob, failure: unknown): Promise<unknown> {
  const { run, worker } = backup;
  // Whoever holds the job now settles what this attempt stored.
  const reason = stopReason(run.signal);
  if (reason === 'FENCED' || reason === 'LEASE_ENDING') return failure;
  try {
    await dropSnapshots(backup, 'the backup was not completed');
    return failure;
  } catch (error) {
    worker.log.error({ ...run.hold, error }, 'stored parts of a failed backup could not be dropped');
    return new UnsettledError(failure);
  }
}
