import { formatTableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import { everythingPublished, targetBound, targetTied } from '../errors.ts';
import type { Standing } from './living-tables.ts';

/** Something that means one of the tables by its identity, not by its name. */
interface Tie {
  readonly table: number;
  readonly object: string;
}

/**
 * Refuses to replace what other things hang on by its identity: views, functions, policies, types, defaults that use its
 * sequences; and what itself is part of something: a publication, or a table that it inherits from. Foreign keys are no tie:
 * they are laid anew.
 * @throws HoldfastError TARGET_NOT_MOVABLE
 */
export async function assertUntied(sql: Sql, standing: readonly Standing[]): Promise<void> {
  if (standing.length === 0) return;
  const odd = standing.find(({ isTable }) => !isTable);
  if (odd) throw targetBound(formatTableName(odd), `it is ${odd.what}, not a table`);
  const oids = standing.map(({ oid }) => oid);
  const nameOf = (tie: Tie) =>
    formatTableName(standing.find(({ oid }) => oid === tie.table) ?? { schema: '', name: '' });
  const ties = await dependents(sql, oids);
  const [tie] = ties;
  if (tie) {
    throw targetTied(
      nameOf(tie),
      ties.map(({ object }) => object),
    );
  }
  const [bond] = [...(await parents(sql, oids)), ...(await publications(sql, oids))];
  if (bond) throw targetBound(nameOf(bond), bond.object);
}

/**
 * Refuses a database whose every table is published: rows would go out to subscribers before they are in place.
 * @throws HoldfastError TARGET_PUBLISHED
 */
export async function assertNotAllPublished(sql: Sql, database: string): Promise<void> {
  const [row] = await sql<{ name: string }[]>`
    select pubname as name from pg_catalog.pg_publication where puballtables order by 1 limit 1`;
  if (row) throw everythingPublished(database, row.name);
}

/**
 * What depends on a table, its row's type or a sequence of its own. What belongs to one of the tables goes with it and is
 * no tie, and neither are indexes and sequences, which are its own.
 */
async function dependents(sql: Sql, tables: readonly number[]): Promise<Tie[]> {
  const oids = sql([...tables]);
  const rows = await sql<{ table: string; object: string }[]>`
    with meant as (
      select c.oid as "table", 'pg_catalog.pg_class'::regclass as class, c.oid from pg_catalog.pg_class c where c.oid in ${oids}
      union all
      select c.oid, 'pg_catalog.pg_type'::regclass, t.oid from pg_catalog.pg_class c
      join pg_catalog.pg_type t on t.oid = c.reltype or t.typelem = c.reltype and t.typcategory = 'A'
      where c.oid in ${oids}
      union all
      select s.refobjid, s.refclassid, s.objid from pg_catalog.pg_depend s
      join pg_catalog.pg_class q on q.oid = s.objid and q.relkind = 'S'
      where s.classid = 'pg_catalog.pg_class'::regclass and s.refclassid = s.classid and s.refobjid in ${oids}
        and s.deptype in ('a', 'i')
    )
    select distinct meant."table"::text, pg_catalog.pg_describe_object(d.classid, d.objid, 0) as object
    from pg_catalog.pg_depend d join meant on d.refclassid = meant.class and d.refobjid = meant.oid
    where d.deptype in ('n', 'a', 'P', 'S')
      and d.classid <> 'pg_catalog.pg_constraint'::regclass
      and not (d.deptype = 'a' and d.classid <> 'pg_catalog.pg_class'::regclass)
      and not exists (select from pg_catalog.pg_class o where d.classid = 'pg_catalog.pg_class'::regclass and o.oid = d.objid
        and (o.oid in ${oids} or o.relkind in ('i', 'I', 'S', 't')))
      and not exists (select from pg_catalog.pg_rewrite r
        where d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid and r.ev_class in ${oids})
      and not exists (select from pg_catalog.pg_attrdef a
        where d.classid = 'pg_catalog.pg_attrdef'::regclass and a.oid = d.objid and a.adrelid in ${oids})
      and not exists (select from pg_catalog.pg_policy p
        where d.classid = 'pg_catalog.pg_policy'::regclass and p.oid = d.objid and p.polrelid in ${oids})
      and not exists (select from pg_catalog.pg_trigger t
        where d.classid = 'pg_catalog.pg_trigger'::regclass and t.oid = d.objid and t.tgrelid in ${oids})
    order by 1, 2`;
  return rows.map(({ table, object }) => ({ table: Number(table), object }));
}

/** Tables elsewhere that these inherit from or are partitions of. Those that inherit from these depend on them. */
async function parents(sql: Sql, tables: readonly number[]): Promise<Tie[]> {
  const oids = sql([...tables]);
  const rows = await sql<{ child: string; parent: string; partition: boolean }[]>`
    select i.inhrelid::text as child, i.inhparent::regclass::text as parent, c.relispartition as partition
    from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhrelid in ${oids} and not i.inhparent in ${oids} order by 1, 2`;
  return rows.map(({ child, parent, partition }) => ({
    table: Number(child),
    object: partition ? `it is a partition of ${parent}` : `it inherits from ${parent}`,
  }));
}

/** What tables are sent to others by, or got from others by: it would go on with the one that is kept. */
async function publications(sql: Sql, tables: readonly number[]): Promise<Tie[]> {
  const oids = sql([...tables]);
  // Since PostgreSQL 15 schemas are published as well.
  const [since15] = await sql`select where to_regclass('pg_catalog.pg_publication_namespace') is not null`;
  const bySchema = since15
    ? sql`union all select c.oid, p.pubname from pg_catalog.pg_class c
        join pg_catalog.pg_publication_namespace n on n.pnnspid = c.relnamespace
        join pg_catalog.pg_publication p on p.oid = n.pnpubid where c.oid in ${oids}`
    : sql``;
  const rows = await sql<{ table: string; publication: string | null }[]>`
    select oid::text as "table", pubname as publication from (
      select r.prrelid as oid, p.pubname from pg_catalog.pg_publication_rel r
      join pg_catalog.pg_publication p on p.oid = r.prpubid where r.prrelid in ${oids}
      ${bySchema}
      union all select srrelid, null from pg_catalog.pg_subscription_rel where srrelid in ${oids}
    ) found order by 1, 2`;
  return rows.map(({ table, publication }) => ({
    table: Number(table),
    object: publication === null ? 'a subscription writes to it' : `it is in the publication ${publication}`,
  }));
}
