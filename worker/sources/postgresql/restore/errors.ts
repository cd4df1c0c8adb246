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

/** Sessions came back, cannot be ended, or someone holds the database: the swap was not made. */
export function targetInUse(databases: string, reasons: readonly string[]): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_IN_USE',
    message: `${databases} stayed in use, and everything is as it was before: ${reasons.join('; ')}.`,
    cause: "Sessions came back as fast as they were ended, may not be ended by the item's user, or hold a lock.",
    remedy: 'Stop what connects to the database, then restore again.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** What was to be replaced is not what stood there when the restore began. */
export function targetChanged(database: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_CHANGED',
    message: `${database} is another database than when the restore began; nothing was replaced.`,
    cause: 'It was dropped, made anew or renamed meanwhile.',
    remedy: 'See who did that, then restore again.',
    ...FOR_A_PERSON,
  });
}

/** A template is what new databases are made of: renamed, nothing could be made any more. */
export function targetIsTemplate(database: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_FORBIDDEN',
    message: `${database} is a template and cannot be restored over.`,
    cause: 'New databases of the server are made of it.',
    remedy: 'Restore to another database.',
    ...FOR_A_PERSON,
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

/** What an attempt's own sessions on the server did cannot be told before they have ended. */
export function sessionsRemain(sessions: number): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_IN_USE',
    message: `${sessions} sessions of an earlier attempt do not end on the server.`,
    cause: 'They hang in the server, usually on its disk.',
    remedy: 'Look at the server; the restore goes on when they have ended.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** A table that inherits from another would show its rows in that one too. */
export function childAlone(child: string, parent: string): HoldfastError {
  return new HoldfastError({
    code: 'CHILD_ALONE',
    message: `${child} inherits from ${parent} and cannot be restored without it.`,
    cause: `Its rows are rows of ${parent} too, which would show them twice.`,
    remedy: `Choose ${parent} as well, or restore the whole database under another name and copy the rows.`,
    ...FOR_A_PERSON,
  });
}

/** What stands where a table is to go would not be what it is without that very table. @param why as `it is a view` */
export function targetBound(table: string, why: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_NOT_MOVABLE',
    message: `${table} cannot be replaced: ${why}.`,
    cause: 'What was restored would not take its place there.',
    remedy: 'Keep both, which restores into a schema of its own, and copy the rows; or take it out of that first.',
    ...FOR_A_PERSON,
  });
}

/** Rows that are restored beside would be sent to whoever subscribes to every table. */
export function everythingPublished(database: string, publication: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_PUBLISHED',
    message: `No table can be restored into ${database}: its publication ${publication} is for all tables.`,
    cause: 'What is restored would be sent to the subscribers while it is not yet in place.',
    remedy: 'Restore the whole database under another name, and copy the rows from there.',
    ...FOR_A_PERSON,
  });
}

/** Somebody kept a table locked for too long; the swap was taken back. */
export function targetLocked(database: string, said: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_IN_USE',
    message: `Tables of ${database} could not be locked to be replaced (${said}); everything is as it was before.`,
    cause: 'A session uses one of them, or a table that a foreign key ties to it, and does not end its transaction.',
    remedy: 'See in pg_stat_activity who that is; the job is tried again.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** Somebody put something of theirs where replaced tables were kept. */
export function keptHoldsMore(schemas: readonly string[]): HoldfastError {
  return new HoldfastError({
    code: 'REPLACED_DATA_SHARED',
    message: `The replaced tables are gone, but ${schemas.join(', ')} holds something else and stays.`,
    cause: 'Somebody made or moved it there.',
    remedy: 'Move it elsewhere; the empty schema is then removed.',
    ...FOR_A_PERSON,
  });
}
