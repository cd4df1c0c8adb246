import { formatTableName, type TableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import { withSession } from '../../connect.ts';
import { literal, qualified } from '../../sql-text.ts';
import { restoredDiffers } from '../errors.ts';
import { alignRights, readRights } from './landed-rights.ts';
import { pump } from './pump.ts';
import type { RestoreWork } from '../work.ts';

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
  /** Of the scratch database. */
  readonly encoding: string;
  readonly living: string;
  readonly tables: readonly TableName[];
  readonly staging: ReadonlyMap<string, string>;
}

/**
 * Brings the chosen tables out of the scratch database into schemas of their own in the living one, all or none, gives them
 * the rights they had and no others, has the server look at their rows for the planner, and counts the rows on both sides.
 * @throws HoldfastError RESTORE_FAILED with what a program said, RESTORE_INCOMPLETE
 */
export async function moveToLiving(work: RestoreWork, move: Move): Promise<LandedTable[]> {
  const { server, run } = work;
  const { scratch, living, encoding } = move;
  const schemas = [...move.staging.values()];
  await pump(work, { from: scratch, to: living, encoding, schemas });
  const tables = move.tables.map(({ schema, name }) => ({ schema, name, staging: move.staging.get(schema) ?? '' }));
  const before = await withSession(server, { database: scratch, signal: run.signal }, async (sql) => ({
    counts: await countRows(sql, tables),
    rights: await readRights(sql, schemas),
  }));
  return withSession(server, { database: living, signal: run.signal }, async (sql) => {
    const counts = await countRows(sql, tables);
    const different = tables.find((_table, index) => before.counts[index]?.rows !== counts[index]?.rows);
    if (different) throw restoredDiffers(`The table ${formatTableName(different)}`);
    await alignRights(sql, { schemas, meant: before.rights });
    for (const { staging, name } of tables) await sql.unsafe(`analyze ${qualified({ schema: staging, name })}`);
    return tables.map((table, index) => ({ ...table, oid: counts[index]?.oid ?? 0 }));
  });
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
