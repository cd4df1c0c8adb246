import { formatTableName, type TableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';

/** A relation in the living database that has the name of a table that is to come. */
export interface Standing extends TableName {
  readonly oid: number;
  /** As people say it: `a table`, `a view`. */
  readonly what: string;
  readonly isTable: boolean;
}

/** What relations are, by pg_class.relkind. */
const KINDS: Readonly<Record<string, string>> = {
  r: 'a table',
  p: 'a table',
  v: 'a view',
  m: 'a materialized view',
  i: 'an index',
  I: 'an index',
  S: 'a sequence',
  f: 'a foreign table',
  c: 'a type',
};

/** What stands where these tables are to go: tables, views and everything else that shares their names. */
export async function standingAt(sql: Sql, tables: readonly TableName[]): Promise<Standing[]> {
  const wanted = new Set(tables.map((table) => formatTableName(table)));
  const rows = await sql<{ oid: string; schema: string; name: string; kind: string }[]>`
    select c.oid::text, n.nspname as schema, c.relname as name, c.relkind::text as kind
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${sql(['', ...new Set(tables.map(({ schema }) => schema))])}`;
  return rows
    .filter((row) => wanted.has(formatTableName(row)))
    .map(({ oid, schema, name, kind }) => ({
      oid: Number(oid),
      schema,
      name,
      what: KINDS[kind] ?? 'something else',
      isTable: kind === 'r' || kind === 'p',
    }));
}
