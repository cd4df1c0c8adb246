import { exitMeaning } from './exit-codes.ts';
import { failure } from './failure.ts';
import { keptErrors } from './journal.ts';
import type { Journal, ToldError, ToldErrors } from './journal.ts';
import type { BackupSummaryMessage } from './messages.ts';
import type { Repository } from './repository.ts';
import { toCounts } from './snapshots.ts';
import type { SnapshotCounts } from './snapshots.ts';
import type { Exit } from './spawn.ts';

export interface BackupSummary extends SnapshotCounts {
  readonly snapshotId: string;
  readonly durationMs: number;
}

export interface BackupErrors {
  readonly count: number;
  /** The first 100 of what could not be read. */
  readonly first: readonly ToldError[];
  /** Those that tell of files which were read and stored again, because the repository had lost parts of them. */
  readonly storedAgain: ToldErrors;
  /**
   * True when some error tells of the repository, not of the source: the snapshot is whole, but an earlier one is not, and
   * unchanged files were read again.
   */
  readonly repositoryDamaged: boolean;
  /** Where all of them are. */
  readonly file: string;
}

export interface BackupResult {
  readonly summary: BackupSummary;
  readonly errors: BackupErrors;
}

export interface BackupEvidence {
  readonly exit: Exit;
  readonly summary: BackupSummary | null;
  readonly journal: Journal;
  /** The last lines of the command that was read from, if one was. */
  readonly commandSaid: readonly string[];
  /** True when each source was named, so that the snapshot is not what was asked for when restic passed one over. */
  readonly named: boolean;
}

/**
 * Believes a backup only when everything restic said fits together: a summary with a snapshot, code 0 without errors or
 * 3 with some, and no source passed over.
 *
 * @throws ResticError otherwise
 */
export function judgeBackup(repository: Repository, evidence: BackupEvidence): BackupResult {
  const { exit, summary, journal, commandSaid, named } = evidence;
  const ending = {
    command: 'backup',
    exit,
    said: journal.lastLines,
    commandSaid,
    ...(summary === null ? {} : { snapshotId: summary.snapshotId }),
  };
  const meaning = exitMeaning(repository.restic.version, exit.code);
  if (exit.interrupted) throw failure(repository, ending);
  if (named && journal.skippedCount > 0) {
    const detail = journal.skippedSources.slice(0, 5).join(', ');
    throw failure(repository, { ...ending, kind: 'source-missing', detail });
  }
  if (meaning !== 'success' && meaning !== 'incomplete') throw failure(repository, ending);
  if (summary === null) throw failure(repository, { ...ending, detail: 'it named no snapshot' });
  if (journal.malformed > 0) throw failure(repository, { ...ending, detail: 'its errors cannot be read' });
  const errors = errorsOf(journal);
  const contradiction = meaning === 'success' ? journal.count > 0 : errors.count === 0;
  if (contradiction) throw failure(repository, { ...ending, detail: `code ${exit.code} with ${errors.count} errors` });
  return { summary, errors };
}

/** Listed sources that were passed over count as errors: each was there when the list was made and could not be read. */
export function errorsOf(journal: Journal): BackupErrors {
  const { file, kinds } = journal;
  const passedOver = journal.skippedSources.map((item) => ({ item, during: 'archival', message: goneMessage }));
  return {
    count: journal.count + journal.skippedCount,
    first: [...journal.first, ...passedOver].slice(0, keptErrors),
    storedAgain: journal.setApart,
    repositoryDamaged: kinds.has('damaged'),
    file,
  };
}

/** What the system says of a file that is not there. */
const goneMessage = 'no such file or directory';

export function toSummary(told: BackupSummaryMessage): BackupSummary {
  return { snapshotId: told.snapshot_id, durationMs: told.total_duration * 1000, ...toCounts(told) };
}
