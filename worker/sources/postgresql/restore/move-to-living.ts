import { pipeline } from 'node:stream/promises';
import { formatTableName, type TableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import { withSession } from '../connect.ts';
import { databaseArgument } from '../database-argument.ts';
import { startProgram } from '../program.ts';
import { toolEnvironment } from '../server.ts';
import { literal, qualified } from '../sql-text.ts';
import { findTool } from '../tools.ts';
import { serverMajor } from '../version.ts';
import { restoredDiffers, restoreFailed } from './errors.ts';
import { readRestoreProgram } from './program.ts';
import type { RestoreWork } from './work.ts';

/** A table that landed in the living database. */
export interface LandedTable {
  readonly oid: number;
  readonly staging: string;
  readonly name: string;
  /** The schema it was backed up from. */
  readonly schema: string;
}

export interface Move {
  readonly scratch: string;
  readonly living: string;
  readonly tables: readonly TableName[];
  readonly staging: ReadonlyMap<string, string>;
}

/**
 * Brings the chosen tables out of the scratch database into schemas of their own in the living one, all or none, and counts
 * their rows on both sides.
 * @throws HoldfastError RESTORE_FAILED with what a program said, RESTORE_INCOMPLETE
 */
export async function moveToLiving(work: RestoreWork, move: Move): Promise<LandedTable[]> {
  const { server, run } = work;
  await pump(work, move);
  const landed = move.tables.map(({ schema, name }) => ({ schema, name, staging: move.staging.get(schema) ?? '' }));
  const countIn = (database: string) =>
    withSession(server, { database, signal: run.signal }, (sql) => countRows(sql, landed));
  const [before, after] = [await countIn(move.scratch), await countIn(move.living)];
  const differs = landed.findIndex((_table, index) => before[index]?.rows !== after[index]?.rows);
  const different = landed[differs];
  if (different) throw restoredDiffers(`The table ${formatTableName(different)}`);
  return landed.map((table, index) => ({ ...table, oid: after[index]?.oid ?? 0 }));
}

async function countRows(
  sql: Sql,
  tables: readonly { staging: string; name: string }[],
): Promise<{ rows: string; oid: number }[]> {
  const counts = [];
  for (const { staging, name } of tables) {
    const table = qualified({ schema: staging, name });
    const [row] = await sql.unsafe<{ rows: string; oid: string }[]>(
      `select (select count(*) from ${table})::text as rows, ${literal(table)}::regclass::oid::text as oid`,
    );
    counts.push({ rows: row?.rows ?? '', oid: Number(row?.oid) });
  }
  return counts;
}

/** pg_dump out of the one database, pg_restore into the other, at once. */
async function pump({ server, run, settings }: RestoreWork, { scratch, living, staging }: Move): Promise<void> {
  const major = await withSession(server, { database: living, signal: run.signal }, (sql) => serverMajor(sql, server));
  const folders = settings.postgresqlFolders;
  const [dumpPath, restorePath] = [
    await findTool(folders, 'pg_dump', major),
    await findTool(folders, 'pg_restore', major),
  ];
  const { signal, marker } = run;
  const schemas = [...staging.values()].map((schema) => `--schema=${schema}`);
  const dump = startProgram({
    path: dumpPath,
    argv: ['--format=custom', '--compress=0', '--no-password', ...schemas, databaseArgument(scratch)],
    environment: toolEnvironment(server),
    signal,
    marker,
  });
  const restore = readRestoreProgram(
    {
      path: restorePath,
      argv: ['--exit-on-error', '--single-transaction', '--no-password', databaseArgument(living)],
      server,
    },
    run,
  );
  const [piped, dumped, restored] = await Promise.allSettled([
    pipeline(dump.stdout, restore.stdin),
    dump.ended,
    restore.output,
  ]);
  signal.throwIfAborted();
  if (restored.status === 'rejected') throw restored.reason;
  if (dumped.status === 'rejected') throw dumped.reason;
  if (dumped.value.code !== 0) throw restoreFailed('pg_dump', dumped.value);
  if (piped.status === 'rejected') throw piped.reason;
}
