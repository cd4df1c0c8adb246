import { join, resolve } from 'node:path';
import type { JobWarning } from '@holdfast/db/domain/job';
import type { StoredPart } from '@holdfast/db/domain/recovery-point';
import type { Warnings } from '@holdfast/db/domain/job';
import type { BackupErrors } from '../vault/backup-verdict.ts';
import { readBackupFiles } from '../vault/backup.ts';
import type { DescribedSnapshot } from './adopt.ts';
import { figuresFrom } from './figures.ts';
import type { StoredWithWarnings } from './store-part.ts';
import { joinWarnings, oneWarning } from '../attempt/warnings.ts';

export interface JournalFiles {
  readonly outputFile: string;
  readonly errorFile: string;
}

/** Where the engine writes what it says while it stores a part: straight to the disk, so that it outlives the worker (law 2). */
export function journalFiles(directory: string, part: string): JournalFiles {
  return { outputFile: join(directory, `${part}.out`), errorFile: join(directory, `${part}.err`) };
}

/**
 * What could not be read, as warnings: the first ones by name, all counted, every one in the file. The engine names some
 * as they were given to it, which is from the folder it ran in. What the vault had lost is one warning, however many files need it.
 */
export function warningsFrom(errors: BackupErrors, cwd?: string): Warnings {
  const subjectOf = (item: string) => (cwd === undefined ? item : resolve(cwd, item));
  const first = errors.first.map(({ item, message }): JobWarning => {
    const vanished = /no such file or directory/i.test(message);
    return { code: vanished ? 'FILE_VANISHED' : 'FILE_UNREADABLE', message, ...(item && { subject: subjectOf(item) }) };
  });
  const { storedAgain } = errors;
  const count = errors.count - storedAgain.count;
  const unread = { first, count, ...(errors.count > 0 && { file: errors.file }) };
  if (storedAgain.count > 0) {
    const paths = storedAgain.first.flatMap(({ item }) => (item === '' ? [] : [subjectOf(item)]));
    return joinWarnings([oneWarning(storedAgainOf(paths, storedAgain.count)), unread]);
  }
  return errors.repositoryDamaged ? joinWarnings([oneWarning(REPOSITORY_DAMAGED), unread]) : unread;
}

const PATHS_NAMED = 3;

/** Whether earlier points are whole by that is for a check to say: another of their files may be lost. */
function storedAgainOf(paths: readonly string[], files: number): JobWarning {
  const named = paths.slice(0, PATHS_NAMED);
  const more = files - named.length;
  const parts = files === 1 ? 'Parts of a file' : `Parts of ${files} files`;
  return {
    code: 'STORED_AGAIN',
    message: `${parts} were missing in the vault and stored again: this point is whole. ${CHECK_TELLS}`,
    ...(named.length > 0 && { subject: `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}` }),
  };
}

const CHECK_TELLS =
  'A check of the vault follows by itself and tells which earlier points are whole, unless all of it was read within a day.';

const REPOSITORY_DAMAGED: JobWarning = {
  code: 'REPOSITORY_DAMAGED',
  message: `This point is whole, but the engine found stored data of an earlier one damaged. ${CHECK_TELLS}`,
};

/**
 * A part that a dead worker's engine stored, with what its journal says was left out. Without the engine's own last word
 * the journal may lack something, and that is said too.
 */
export async function readJournal(files: JournalFiles, found: DescribedSnapshot): Promise<StoredWithWarnings> {
  const said = await readBackupFiles(files);
  const { snapshot, description } = found;
  const counts = said.summary ?? snapshot.summary;
  const part: StoredPart = {
    name: description.part,
    kind: description.partKind,
    snapshotId: snapshot.id,
    sizeBytes: counts?.bytesProcessed ?? 0,
    storedBytes: counts?.bytesAddedPacked ?? 0,
    files: counts?.filesProcessed ?? 0,
    figures: figuresFrom(counts),
  };
  const warnings = warningsFrom(said.errors);
  return { part, warnings: said.complete ? warnings : joinWarnings([oneWarning(JOURNAL_INCOMPLETE), warnings]) };
}

const JOURNAL_INCOMPLETE: JobWarning = {
  code: 'JOURNAL_INCOMPLETE',
  message:
    'The worker died before the engine had said everything: files that could not be read may be missing from this list.',
};
