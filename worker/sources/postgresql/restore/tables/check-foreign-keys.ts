import { formatTableName, type TableName } from '@holdfast/db/domain/sql-name';
import type { JobWarning } from '@holdfast/db/domain/job';
import postgres, { type Sql } from 'postgres';
import { keyPlace, validation, wasValid } from './foreign-keys.ts';
import type { ForeignKey, TableSwap } from './table-swap.ts';

/** How long checking a key waits for whoever keeps its tables locked, in milliseconds. */
const LOCK_WAIT_MS = 30_000;

const VIOLATED = '23503';

/**
 * Has the server look at the rows of the foreign keys that a swap laid without that and that were valid before. A key whose
 * turn cannot come now stays unchecked, which `foreignKeyWarnings` tells.
 * @returns by key: which row is against it
 */
export async function validateForeignKeys(sql: Sql, swap: TableSwap): Promise<Record<string, string>> {
  await sql.unsafe(`set lock_timeout = ${LOCK_WAIT_MS}`);
  const found: Record<string, string> = {};
  const laid = laidKeys(swap).filter((key) => !key.partitioned && wasValid(key) && !(keyPlace(key) in swap.said));
  for (const key of laid) {
    try {
      await sql.unsafe(validation(key));
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      if (error.code === VIOLATED) found[keyPlace(key)] = error.message;
    }
  }
  return found;
}

/** Tells which foreign keys are not as they were: not laid, not checked, or with rows against them. Changes nothing. */
export async function foreignKeyWarnings(sql: Sql, swap: TableSwap): Promise<JobWarning[]> {
  const tables = [...laidKeys(swap), ...swap.others].map(({ table }) => table);
  const standing = await keysOn(sql, tables);
  const laid = laidKeys(swap).flatMap((key) => {
    const found = standing.get(formatTableName(key.table))?.find(({ name }) => name === key.name);
    const said = swap.said[keyPlace(key)];
    if (!found) return [notRestored(key, said ?? 'It could not be laid.')];
    if (found.valid || !wasValid(key)) return [];
    return [said === undefined ? notChecked(key) : violated(key, said)];
  });
  const gone = swap.others
    .filter((key) => {
      const keys = standing.get(formatTableName(key.table));
      return keys && !keys.some(({ name, definition }) => name === key.name || definition === key.definition);
    })
    .map((key) => notRestored(key, 'It pointed to a table that was restored, and went when that was dropped.'));
  return [...laid, ...gone];
}

function laidKeys({ foreignKeys, incoming }: TableSwap): ForeignKey[] {
  return [...foreignKeys, ...incoming];
}

function notRestored(key: ForeignKey, why: string): JobWarning {
  const message = `${why} It was: ${key.definition}`;
  return { code: 'FOREIGN_KEY_NOT_RESTORED', message, subject: keyPlace(key) };
}

function notChecked(key: ForeignKey): JobWarning {
  const message = `It holds for what is written from now on; the rows that are there were not checked. To check them: ${validation(key)};`;
  return { code: 'FOREIGN_KEY_NOT_CHECKED', message, subject: keyPlace(key) };
}

function violated(key: ForeignKey, said: string): JobWarning {
  const message = `It holds for what is written from now on, but not for all rows that are there. The server said: ${said}`;
  return { code: 'FOREIGN_KEY_VIOLATED', message, subject: keyPlace(key) };
}

interface StandingKey {
  readonly name: string;
  readonly definition: string;
  readonly valid: boolean;
}

/** The foreign keys of the tables in these tables' schemas, by table. */
async function keysOn(sql: Sql, tables: readonly TableName[]): Promise<Map<string, StandingKey[]>> {
  const schemas = new Set(tables.map(({ schema }) => schema));
  const rows = await sql<(StandingKey & { schema: string; table: string; laid: boolean })[]>`
    select n.nspname as schema, t.relname as "table", k.oid is not null as laid, coalesce(k.conname, '') as name,
      coalesce(pg_catalog.pg_get_constraintdef(k.oid), '') as definition, coalesce(k.convalidated, false) as valid
    from pg_catalog.pg_class t join pg_catalog.pg_namespace n on n.oid = t.relnamespace
    left join pg_catalog.pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
    where t.relkind in ('r', 'p') and n.nspname in ${sql(['', ...schemas])}`;
  const found = new Map<string, StandingKey[]>();
  for (const { schema, table, laid, ...key } of rows) {
    const place = formatTableName({ schema, name: table });
    found.set(place, [...(found.get(place) ?? []), ...(laid ? [key] : [])]);
  }
  return found;
}
