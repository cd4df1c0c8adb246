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
 * as they were given to it, which is from the folder it ran in.
 */
export function warningsFrom(errors: BackupErrors, cwd?: string): Warnings {
  const first = errors.first.map((error): JobWarning => {
    const subject = cwd === undefined ? error.item : resolve(cwd, error.item);
    const about = error.item && { subject };
    // The engine counts this among its errors, though it did what it says.
    if (/storing the file again/.test(error.message)) return { ...STORED_AGAIN, ...about };
    const vanished = /no such file or directory/i.test(error.message);
    return { code: vanished ? 'FILE_VANISHED' : 'FILE_UNREADABLE', message: error.message, ...about };
  });
  const unread = { first, count: errors.count, ...(errors.count > 0 && { file: errors.file }) };
  return errors.repositoryDamaged ? joinWarnings([oneWarning(REPOSITORY_DAMAGED), unread]) : unread;
}

const STORED_AGAIN: JobWarning = {
  code: 'STORED_AGAIN',
  message:
    'The vault had lost parts of it; it was read and stored again, and earlier points that need it are whole again.',
};

const REPOSITORY_DAMAGED: JobWarning = {
  code: 'REPOSITORY_DAMAGED',
  message:
    'This point is whole, but the engine found stored data of an earlier one damaged. Holdfast reads all of the vault for that, unless it knows of damage to this item or did so within a day.',
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
