import { formatTableName } from '@holdfast/db/domain/sql-name';
import postgres, { type Sql } from 'postgres';
import { faultPoint } from '../../../../fault-point.ts';
import { identifier, literal, qualified } from '../../sql-text.ts';
import { inSavepoint, inTransaction } from '../../transaction.ts';
import { targetLocked, targetStands, targetTied } from '../errors.ts';
import { foreignKeysAcross, keyPlace, layKey } from './foreign-keys.ts';
import { standingAt, type Standing } from './living-tables.ts';
import { moveStatistics } from './move-statistics.ts';
import { replacedComment } from '../names.ts';
import type { ForeignKey, TableSwap } from './table-swap.ts';
import { assertUntied } from './target-ties.ts';

/** How long the swap waits for whoever uses a table that is replaced, in milliseconds; the whole swap is tried again after that. */
const LOCK_WAIT_MS = 30_000;

/** A lock was not to be had in time, or only by a deadlock. */
const LOCKED = new Set(['55P03', '40P01']);

export interface Swapping {
  readonly database: string;
  readonly swap: TableSwap;
  /** Writes durably down what the swap found, while it can still be taken back. */
  readonly journal: (swap: TableSwap) => Promise<void>;
}

/**
 * Puts landed tables in place in one transaction, so that at any crash all are wholly old or wholly new. What stands in
 * their way is moved to a schema of its own, where asked for, and foreign keys of others to it are laid to what comes.
 * `sql` is a session in the living database.
 * @returns the swap with what it found, as it was journalled
 * @throws HoldfastError TARGET_EXISTS, TARGET_NOT_MOVABLE, TARGET_IN_USE, or what the server refused; then nothing has changed
 */
export async function swapTables(sql: Sql, { database, swap, journal }: Swapping): Promise<TableSwap> {
  try {
    return await inTransaction(sql, async () => {
      await sql.unsafe(`set local lock_timeout = ${LOCK_WAIT_MS}`);
      const incoming = await makeRoom(sql, swap);
      for (const { staging, name, schema } of swap.tables) {
        await sql.unsafe(`create schema if not exists ${identifier(schema)}`);
        await sql.unsafe(`alter table ${qualified({ schema: staging, name })} set schema ${identifier(schema)}`);
      }
      await moveStatistics(sql, swap.staging);
      const said = await layKeys(sql, { ...swap, incoming });
      for (const staging of swap.staging) await sql.unsafe(`drop schema ${identifier(staging)}`);
      const found = { ...swap, incoming, said };
      await journal(found);
      faultPoint('restore.tables-moved');
      return found;
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError && LOCKED.has(error.code)) throw targetLocked(database, error.message);
    throw error;
  }
}

/** Moves what is in the way aside. @returns the foreign keys that others had to it */
async function makeRoom(sql: Sql, swap: TableSwap): Promise<ForeignKey[]> {
  const standing = await standingAt(sql, swap.tables);
  const [first] = standing;
  if (!first) return [];
  const { keptAs } = swap;
  if (!keptAs) throw targetStands(formatTableName(first), 'TABLE');
  const tables = standing.filter(({ isTable }) => isTable);
  for (const table of tables) await sql.unsafe(`lock table ${qualified(table)} in access exclusive mode`);
  await assertUntied(sql, standing);
  const keys = await foreignKeysAcross(
    sql,
    standing.map(({ oid }) => oid),
  );
  // What is kept is a copy: it must neither hinder a change of what it points to nor be hindered by one.
  for (const { table, name } of keys) {
    await sql.unsafe(`alter table ${qualified(table)} drop constraint ${identifier(name)}`);
  }
  for (const [schema, name] of Object.entries(keptAs)) {
    const kept = standing.filter((table) => table.schema === schema);
    if (kept.length > 0) await keep(sql, kept, { jobId: swap.jobId, name });
  }
  await moveStatistics(sql, Object.values(keptAs));
  return keys
    .filter(({ incoming }) => incoming)
    .map(({ table, name, definition, partitioned }) => ({ table, name, definition, partitioned }));
}

/** Moves tables to a new schema, whose comment names them: what is put there later is not ours. */
async function keep(sql: Sql, tables: readonly Standing[], schema: { jobId: string; name: string }): Promise<void> {
  const kept = identifier(schema.name);
  await sql.unsafe(`create schema ${kept}`);
  for (const table of tables) await sql.unsafe(`alter table ${qualified(table)} set schema ${kept}`);
  const comment = replacedComment({ ...schema, tables: tables.map(({ oid }) => oid) });
  await sql.unsafe(`comment on schema ${kept} is ${literal(comment)}`);
}

/** What a key needs is not there any more or has changed: table, column, unique key, type, operator, schema. */
const UNFIT = new Set(['42P01', '42703', '42830', '42804', '42883', '3F000']);

/** Rows are against a key that PostgreSQL checks at once, one of a partitioned table. */
const VIOLATED = '23503';

/** @returns by key: why one could not be laid */
async function layKeys(sql: Sql, { foreignKeys, incoming }: TableSwap): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const key of [...foreignKeys, ...incoming]) {
    try {
      await inSavepoint(sql, () => layKey(sql, key));
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      const { code, message } = error;
      if (code !== VIOLATED && !UNFIT.has(code)) throw error;
      // Another table's key is never lost to one that does not take it.
      if (code !== VIOLATED && incoming.includes(key)) {
        throw targetTied('What is replaced', [`the foreign key ${keyPlace(key)} (${message})`]);
      }
      said[keyPlace(key)] = message;
    }
  }
  return said;
}

/** Whether the swap's transaction was committed: then every landed table stands in its place. */
export async function areTablesSwapped(sql: Sql, { tables }: TableSwap): Promise<boolean> {
  const rows = await sql<{ oid: string; schema: string }[]>`
    select c.oid::text, n.nspname as schema
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid in ${sql(tables.map(({ oid }) => oid))}`;
  const schemas = new Map(rows.map(({ oid, schema }) => [Number(oid), schema]));
  return tables.every(({ oid, schema }) => schemas.get(oid) === schema);
}
