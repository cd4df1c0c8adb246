import { explained } from '../repository/errors.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { forget } from '../vault/forget.ts';
import { snapshots, type Snapshot } from '../vault/snapshots.ts';
import { sortLeftovers, type DescribedSnapshot } from './adopt.ts';
import type { BackupJob } from './backup-job.ts';
import { commitResult } from './commit.ts';
import { journalFiles, readJournal } from './journal.ts';
import { jobTag } from './snapshot-tags.ts';
import { readTransferRecord } from './transfer-record.ts';
import { joinWarnings } from '../attempt/warnings.ts';

/**
 * Deals with what earlier attempts of this job left in the vault: locks of dead processes go, a finished transfer is
 * adopted, parts of unfinished ones are dropped (law 2).
 * @returns true when something was adopted and the job has ended with it
 */
export async function settleBackup(backup: BackupJob, adopt: boolean): Promise<boolean> {
  if (backup.repositoryRow.engineId === null) return false;
  const { run, repository } = backup;
  await run.startTask('Look for what an earlier attempt left');
  await freeDeadLocks(repository, run);
  const { whole, rest } = sortLeftovers(await ofThisJob(backup), run.hold);
  const dropped = adopt || !whole ? rest : [...rest, ...whole.map((one) => one.snapshot.id)];
  if (dropped.length > 0) {
    await explained(() => forget(repository, dropped, { signal: run.signal, marker: run.marker }));
    await run.noteEvent('leftover.removed', `Removed ${dropped.length} stored parts of unfinished attempts.`);
  }
  if (!adopt || !whole) return false;
  await adoptWhole(backup, whole);
  return true;
}

/** Without a lock: nobody else removes what this job stored, and where that is nothing a lock of somebody else is not in the way. */
async function ofThisJob({ repository, run }: BackupJob): Promise<readonly Snapshot[]> {
  const { signal, marker } = run;
  return explained(() => snapshots(repository, { tags: [jobTag(run.hold.jobId)], noLock: true, signal, marker }));
}

/** The journals of the attempt that stored the parts say what it could not read. */
async function adoptWhole(backup: BackupJob, whole: readonly DescribedSnapshot[]): Promise<void> {
  const first = whole[0]?.description;
  if (!first) throw new Error('a whole set has no parts');
  const { run, worker } = backup;
  const directory = worker.directories.pathOf({ jobId: run.hold.jobId, attempt: first.attempt });
  const journals = await Promise.all(
    whole.map((one) => readJournal(journalFiles(directory, one.description.part), one)),
  );
  const record = await readTransferRecord(directory);
  await commitResult(backup, {
    takenAt: new Date(first.takenAt),
    type: first.type,
    consistency: first.consistency,
    adoptedFrom: first.attempt,
    parts: journals.map((journal) => journal.part),
    warnings: joinWarnings([record.warnings, ...journals.map((journal) => journal.warnings)]),
    contents: record.contents,
  });
}
