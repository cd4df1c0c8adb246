import { formatTableName } from '@holdfast/db/domain/sql-name';
import type { JobWarning } from '@holdfast/db/domain/job';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import { faultPoint } from '../../../fault-point.ts';
import { identifier, literal, qualified } from '../sql-text.ts';
import { targetStands } from './errors.ts';
import { assertUntied, foreignKeysAcross, standingAt, type Standing } from './living-tables.ts';
import { moveStatistics } from './move-statistics.ts';
import type { ForeignKey, TableSwap } from './table-swap.ts';

/** How long the swap waits for whoever uses a table that is replaced, in milliseconds; the whole swap is tried again after that. */
const LOCK_WAIT_MS = 30_000;

/**
 * Puts landed tables in place in one transaction, so that at any crash all are wholly old or wholly new. What stands in
 * their way is moved to a schema of its own, where asked for, and foreign keys of others to it are laid to what comes.
 * `sql` is a session in the living database.
 * @throws HoldfastError TARGET_EXISTS, TARGET_NOT_MOVABLE, or what the server refused; then nothing has changed
 */
export async function swapTables(sql: Sql, swap: TableSwap): Promise<void> {
  await sql.begin(async (tx) => {
    await tx.unsafe(`set local lock_timeout = ${LOCK_WAIT_MS}`);
    const incoming = await makeRoom(tx, swap);
    for (const { staging, name, schema } of swap.tables) {
      await tx.unsafe(`create schema if not exists ${identifier(schema)}`);
      await tx.unsafe(`alter table ${qualified({ schema: staging, name })} set schema ${identifier(schema)}`);
    }
    await moveStatistics(tx, swap.staging);
    for (const key of swap.foreignKeys) await tryForeignKey(tx, key);
    for (const key of incoming) await addForeignKey(tx, key);
    for (const staging of swap.staging) await tx.unsafe(`drop schema ${identifier(staging)}`);
    faultPoint('restore.tables-moved');
  });
}

/** Moves what is in the way aside. @returns the foreign keys that others had to it */
async function makeRoom(tx: TransactionSql, swap: TableSwap): Promise<ForeignKey[]> {
  const standing = await standingAt(tx, swap.tables);
  const [first] = standing;
  if (!first) return [];
  const { keptAs } = swap;
  if (!keptAs) throw targetStands(formatTableName(first), 'TABLE');
  for (const table of standing) await tx.unsafe(`lock table ${qualified(table)} in access exclusive mode`);
  await assertUntied(tx, standing);
  const keys = await foreignKeysAcross(
    tx,
    standing.map(({ oid }) => oid),
  );
  // What is kept is a copy: it must neither hinder a change of what it points to nor be hindered by one.
  for (const { table, name } of keys) {
    await tx.unsafe(`alter table ${qualified(table)} drop constraint ${identifier(name)}`);
  }
  for (const table of standing) await keep(tx, table, { keptAs: keptAs[table.schema], comment: swap.comment });
  await moveStatistics(tx, Object.values(keptAs));
  return keys.filter(({ incoming }) => incoming);
}

async function keep(
  tx: TransactionSql,
  table: Standing,
  { keptAs, comment }: { keptAs: string | undefined; comment: string },
): Promise<void> {
  if (keptAs === undefined) throw new Error(`there is no schema to keep ${formatTableName(table)} in`);
  const kept = identifier(keptAs);
  await tx.unsafe(`create schema if not exists ${kept}`);
  await tx.unsafe(`comment on schema ${kept} is ${literal(comment)}`);
  await tx.unsafe(`alter table ${qualified(table)} set schema ${kept}`);
}

/** Without looking at the rows yet, so that no table is locked for long. */
async function addForeignKey(tx: TransactionSql, { table, name, definition, partitioned }: ForeignKey): Promise<void> {
  const later = partitioned || /\bNOT VALID$/.test(definition) ? '' : ' not valid';
  await tx.unsafe(`alter table ${qualified(table)} add constraint ${identifier(name)} ${definition}${later}`);
}

/** What it points to may not be there any more: `checkForeignKeys` tells that. */
async function tryForeignKey(tx: TransactionSql, key: ForeignKey): Promise<void> {
  await tx
    .savepoint((inner) => addForeignKey(inner, key))
    .catch((error: unknown) => {
      if (!(error instanceof postgres.PostgresError)) throw error;
    });
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

/** Has the server check the rows of foreign keys that were laid anew, and tells what does not hold. May be called again. */
export async function checkForeignKeys(sql: Sql, { tables, foreignKeys }: TableSwap): Promise<JobWarning[]> {
  const oids = tables.map(({ oid }) => oid);
  const unchecked = await sql<{ schema: string; table: string; name: string }[]>`
    select n.nspname as schema, t.relname as "table", k.conname as name
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class t on t.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = t.relnamespace
    where k.contype = 'f' and not k.convalidated and (k.conrelid in ${sql(oids)} or k.confrelid in ${sql(oids)})`;
  const warnings: JobWarning[] = [];
  for (const { schema, table, name } of unchecked) {
    const place = qualified({ schema, name: table });
    await sql.unsafe(`alter table ${place} validate constraint ${identifier(name)}`).catch((error: unknown) => {
      if (!(error instanceof postgres.PostgresError)) throw error;
      warnings.push({ code: 'FOREIGN_KEY_VIOLATED', message: error.message, subject: `${place}.${identifier(name)}` });
    });
  }
  const rows = await sql<{ name: string; oid: string }[]>`
    select conname as name, conrelid::text as oid from pg_catalog.pg_constraint where contype = 'f' and conrelid in ${sql(oids)}`;
  const laid = new Set(rows.map(({ name, oid }) => `${oid} ${name}`));
  for (const { table, name, definition } of foreignKeys) {
    const oid = tables.find((each) => each.schema === table.schema && each.name === table.name)?.oid;
    if (laid.has(`${oid} ${name}`)) continue;
    warnings.push({
      code: 'FOREIGN_KEY_NOT_RESTORED',
      message: `It could not be laid: what it points to is not there or does not fit. It was: ${definition}`,
      subject: `${qualified(table)}.${identifier(name)}`,
    });
  }
  return warnings;
}
