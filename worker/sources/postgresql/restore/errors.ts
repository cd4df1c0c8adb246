import { HoldfastError } from '@holdfast/db/domain/errors';
import type { Ending } from '../program.ts';

const FOR_A_PERSON = { retryable: false, fault: 'USER' } as const;

/** The point has no part, or no file in it, that a restore needs. */
export function pointLacks(what: string): HoldfastError {
  return new HoldfastError({
    code: 'POINT_INCOMPLETE',
    message: `The recovery point does not hold ${what}.`,
    cause: 'It was not there when the backup was made, or the vault no longer has it.',
    remedy: 'Choose another recovery point, or something that this one holds.',
    ...FOR_A_PERSON,
  });
}

/** Chosen tables that the point's database has not. */
export function tablesNotInPoint(tables: readonly string[]): HoldfastError {
  const [first = '', ...others] = tables;
  const more = others.length > 0 ? ` and ${others.length} more chosen tables` : '';
  return new HoldfastError({
    code: 'TABLE_NOT_IN_POINT',
    message: `The recovery point does not hold the table ${first}${more}.`,
    cause: 'It was not there when the backup was made, or it is a view.',
    remedy: 'Choose tables that the recovery point holds, or another recovery point.',
    ...FOR_A_PERSON,
  });
}

export function targetStands(what: string, rule: 'DATABASE' | 'TABLE'): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_EXISTS',
    message: `${what} already exists.`,
    cause: 'The restore was asked to fail rather than to touch what exists.',
    remedy:
      rule === 'DATABASE'
        ? 'Restore to another database, keep both, or replace it.'
        : 'Keep both, which restores into a schema of its own, or replace it.',
    ...FOR_A_PERSON,
  });
}

/** Tables were to go into a database that is not there. */
export function targetDatabaseMissing(database: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_MISSING',
    message: `There is no database ${database} to restore the tables into.`,
    cause: 'It was dropped or renamed.',
    remedy: 'Restore the whole database, or name one that exists.',
    ...FOR_A_PERSON,
  });
}

/** What stands where a table is to go is tied to other things, which would stay with the old one. */
export function targetTied(table: string, ties: readonly string[]): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_NOT_MOVABLE',
    message: `${table} cannot be replaced: ${ties.slice(0, 5).join(', ')}${ties.length > 5 ? ` and ${ties.length - 5} more` : ''} depend on it.`,
    cause: 'They would go on using the table that was replaced.',
    remedy: 'Keep both, which restores into a schema of its own, and copy the rows; or drop what depends on it first.',
    ...FOR_A_PERSON,
  });
}

/** Sessions came back, or cannot be ended: the swap was not made. */
export function targetInUse(database: string, sessions: number): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_IN_USE',
    message: `${sessions} sessions of ${database} could not be ended; everything is as it was before.`,
    cause: "They belong to a role that the item's user may not end, or hang in the server.",
    remedy: 'Stop what connects to the database, then restore again.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** Figures in bytes. */
export function serverNoSpace(info: { folder: string; needed: number; available: number }): HoldfastError {
  const mebibytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  return new HoldfastError({
    code: 'TARGET_NO_SPACE',
    message: `The server's disk (${info.folder}) has ${mebibytes(info.available)} MiB free; the restore needs about ${mebibytes(info.needed)} MiB.`,
    cause: 'What is restored stands beside what is there until both are swapped.',
    remedy: 'Free space there, or restore to another server.',
    ...FOR_A_PERSON,
  });
}

/** What came out of the vault is not what was backed up. The target was not touched. */
export function restoredDiffers(what: string): HoldfastError {
  return new HoldfastError({
    code: 'RESTORE_INCOMPLETE',
    message: `${what} did not come back whole; nothing at the target was changed.`,
    cause: 'After the restore something that the recovery point lists was not there.',
    remedy: "Try another recovery point, and report it with the worker's log.",
    retryable: false,
    fault: 'SERVICE',
  });
}

/** A program of PostgreSQL failed in a restore; what it said last is told. Nothing at the target was changed. */
export function restoreFailed(program: string, { code, said }: Ending): HoldfastError {
  const lines = said.trim().split('\n');
  // The first is the reason; those behind it say what was being done.
  const reason = lines.find((line) => /error: /.test(line)) ?? lines.at(-1) ?? '';
  const passing = code === null || /connection|terminating|server closed/i.test(reason);
  return new HoldfastError({
    code: 'RESTORE_FAILED',
    message: `${program} failed: ${reason.trim() || (code === null ? 'it was ended by a signal' : `it ended with ${code}`)}`,
    cause: 'The server refused something that the recovery point holds, or the connection was lost.',
    remedy: 'See what it said: a role, an extension or a right may be missing on the server. Then retry.',
    retryable: passing,
    fault: passing ? 'SERVICE' : 'USER',
  });
}

/** A partition cannot stand beside the table it is part of. */
export function partitionAlone(partition: string, parent: string): HoldfastError {
  return new HoldfastError({
    code: 'PARTITION_ALONE',
    message: `${partition} is a partition of ${parent} and cannot be restored alone.`,
    cause: 'Its rows belong to the partitioned table.',
    remedy: `Choose ${parent}, or restore the whole database under another name and copy the rows.`,
    ...FOR_A_PERSON,
  });
}
