import { formatTableName, type TableName } from '@holdfast/db/domain/sql-name';
import type { Sql, TransactionSql } from 'postgres';
import { targetTied } from './errors.ts';
import type { ForeignKey } from './table-swap.ts';

type Session = Sql | TransactionSql;

/** A relation in the living database that has the name of a table that is to come. */
export interface Standing extends TableName {
  readonly oid: number;
  readonly isTable: boolean;
  readonly isPartition: boolean;
}

/** What stands where these tables are to go: tables, views and everything else that shares their names. */
export async function standingAt(sql: Session, tables: readonly TableName[]): Promise<Standing[]> {
  const wanted = new Set(tables.map((table) => formatTableName(table)));
  const rows = await sql<{ oid: string; schema: string; name: string; is_table: boolean; is_partition: boolean }[]>`
    select c.oid::text, n.nspname as schema, c.relname as name,
      c.relkind in ('r', 'p') as is_table, c.relispartition as is_partition
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${sql([...new Set(tables.map(({ schema }) => schema))])}`;
  return rows
    .filter((row) => wanted.has(formatTableName(row)))
    .map((row) => ({
      oid: Number(row.oid),
      schema: row.schema,
      name: row.name,
      isTable: row.is_table,
      isPartition: row.is_partition,
    }));
}

/**
 * Refuses to replace what other things hang on by its identity: views, functions, policies, types. Foreign keys are no tie:
 * they are laid anew.
 * @throws HoldfastError TARGET_NOT_MOVABLE
 */
export async function assertUntied(sql: Session, standing: readonly Standing[]): Promise<void> {
  const oids = standing.map(({ oid }) => oid);
  const [first] = standing;
  if (!first) return;
  const odd = standing.find(({ isTable }) => !isTable);
  if (odd) throw targetTied(formatTableName(odd), ['it is no table; what may']);
  const ties = await sql<{ object: string; oid: string }[]>`
    select distinct pg_catalog.pg_describe_object(d.classid, d.objid, 0) as object, c.oid::text
    from pg_catalog.pg_depend d
    join pg_catalog.pg_class c on c.oid in ${sql(oids)}
      and (d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = c.oid
        or d.refclassid = 'pg_catalog.pg_type'::regclass and d.refobjid in (c.reltype, (select typarray from pg_catalog.pg_type where oid = c.reltype)))
    where d.deptype in ('n', 'a', 'P', 'S')
      and d.classid <> 'pg_catalog.pg_constraint'::regclass
      and not (d.deptype = 'a' and d.classid not in ('pg_catalog.pg_class'::regclass))
      and not exists (select from pg_catalog.pg_class o where d.classid = 'pg_catalog.pg_class'::regclass and o.oid = d.objid
        and (o.oid in ${sql(oids)} or o.relkind in ('i', 'I', 'S', 't')))
      and not exists (select from pg_catalog.pg_rewrite r where d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid and r.ev_class in ${sql(oids)})
      and not exists (select from pg_catalog.pg_attrdef a where d.classid = 'pg_catalog.pg_attrdef'::regclass and a.oid = d.objid and a.adrelid in ${sql(oids)})
      and not exists (select from pg_catalog.pg_policy p where d.classid = 'pg_catalog.pg_policy'::regclass and p.oid = d.objid and p.polrelid in ${sql(oids)})
      and not exists (select from pg_catalog.pg_trigger t where d.classid = 'pg_catalog.pg_trigger'::regclass and t.oid = d.objid and t.tgrelid in ${sql(oids)})`;
  const [tie] = ties;
  const tied = standing.find(({ oid }) => oid === Number(tie?.oid)) ?? first;
  if (tie)
    throw targetTied(
      formatTableName(tied),
      ties.map(({ object }) => object),
    );
  const inner = standing.find(({ isPartition }) => isPartition);
  const parents = inner && (await partitionedParents(sql, inner.oid));
  if (inner && parents?.some((oid) => !oids.includes(oid))) {
    throw targetTied(formatTableName(inner), ['the table that it is a partition of']);
  }
}

async function partitionedParents(sql: Session, oid: number): Promise<number[]> {
  const rows = await sql<{ parent: string }[]>`
    select inhparent::text as parent from pg_catalog.pg_inherits where inhrelid = ${oid}`;
  return rows.map(({ parent }) => Number(parent));
}

/** Foreign keys between these tables and others: of others to them, and of them to others. */
export async function foreignKeysAcross(
  sql: Session,
  oids: readonly number[],
): Promise<(ForeignKey & { readonly incoming: boolean })[]> {
  if (oids.length === 0) return [];
  const rows = await sql<
    { schema: string; table: string; name: string; definition: string; partitioned: boolean; incoming: boolean }[]
  >`
    select n.nspname as schema, t.relname as "table", k.conname as name,
      pg_catalog.pg_get_constraintdef(k.oid) as definition, t.relkind = 'p' as partitioned,
      k.confrelid in ${sql([...oids])} as incoming
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class t on t.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = t.relnamespace
    where k.contype = 'f' and k.conparentid = 0
      and (k.confrelid in ${sql([...oids])}) <> (k.conrelid in ${sql([...oids])})`;
  return rows.map(({ schema, table, ...key }) => ({ ...key, table: { schema, name: table } }));
}
