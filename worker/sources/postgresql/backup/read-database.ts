import type { Sql } from 'postgres';
import { z } from 'zod';
import { REPLACED_COMMENT } from '../restore/names.ts';
import { databaseSettingsSchema, tableSettingsSchema, type DatabaseSettings } from '../settings-part.ts';
import { ROLES_NEEDED } from './roles-needed.ts';

const ownSettingsSchema = databaseSettingsSchema.omit({ tables: true, roles: true });
const rolesSchema = z.array(z.string());
const tablesSchema = z.array(tableSettingsSchema);

/**
 * What a dump does not hold of the database a session is in, and its tables with their sizes, as the session's open
 * transaction sees them. A table that someone has locked is waited for; no lock on it is kept.
 */
export async function readDatabase(sql: Sql): Promise<DatabaseSettings> {
  const [own] = await sql.unsafe<[{ settings: unknown }]>(OWN_SETTINGS);
  const [needed] = await sql.unsafe<[{ roles: unknown }]>(ROLES_NEEDED);
  const [found] = await sql.unsafe<[{ tables: unknown }]>(TABLES);
  const settings = ownSettingsSchema.parse(own.settings);
  return {
    ...settings,
    comment: settings.comment?.startsWith(REPLACED_COMMENT) ? null : settings.comment,
    roles: rolesSchema.parse(needed.roles),
    tables: tablesSchema.parse(found.tables),
  };
}

/** How many subscriptions the database of a session has. */
export async function countSubscriptions(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(s.subname)::int as count
    from pg_subscription s join pg_database d on d.oid = s.subdbid where d.datname = current_database()`;
  return row.count;
}

/** The row as JSON has those columns that the server's version has; the others come out as null. */
const OWN_SETTINGS = `
  select jsonb_build_object(
    'name', d.datname,
    'owner', pg_get_userbyid(d.datdba),
    'encoding', pg_encoding_to_char(d.encoding),
    'localeProvider', coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
    'collate', d.datcollate,
    'ctype', d.datctype,
    'locale', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
    'icuRules', to_jsonb(d) ->> 'daticurules',
    'tablespace', s.spcname,
    'connectionLimit', d.datconnlimit,
    'isTemplate', d.datistemplate,
    'comment', shobj_description(d.oid, 'pg_database'),
    'grants', case when d.datacl is not null then coalesce((
      select jsonb_agg(jsonb_build_object(
        'grantee', case when a.grantee <> 0 then pg_get_userbyid(a.grantee) end,
        'privilege', a.privilege_type,
        'grantable', a.is_grantable
      ) order by a.grantee, a.privilege_type)
      from aclexplode(d.datacl) a), '[]') end,
    'roleSettings', coalesce((
      select jsonb_agg(jsonb_build_object(
        'role', case when r.setrole <> 0 then pg_get_userbyid(r.setrole) end,
        'settings', to_jsonb(r.setconfig)
      ) order by r.setrole)
      from pg_db_role_setting r where r.setdatabase = d.oid), '[]'),
    'subscriptions', coalesce((
      select jsonb_agg(s.subname order by s.subname) from pg_subscription s where s.subdbid = d.oid), '[]'),
    'extensions', coalesce((
      select jsonb_agg(jsonb_build_object(
        'name', e.extname, 'version', e.extversion, 'schema', n.nspname
      ) order by e.extname)
      from pg_extension e join pg_namespace n on n.oid = e.extnamespace), '[]')
  ) as settings
  from pg_database d join pg_tablespace s on s.oid = d.dattablespace
  where d.datname = current_database()`;

/** Ordinary and partitioned tables of people, whether their user may read them or not: the dump will say. */
const TABLES = `
  with recursive listed as materialized (
    select c.oid, n.nspname, c.relname, c.relkind,
      case c.relkind when 'r' then coalesce(pg_table_size(c.oid), 0) else 0 end as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and c.relpersistence <> 't'
      and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  ), below as (
    select oid as root, oid from listed where relkind = 'p'
    union all
    select below.root, i.inhrelid from below join pg_inherits i on i.inhparent = below.oid
  ), summed as (
    select below.root, sum(listed.bytes) as bytes from below join listed using (oid) group by below.root
  )
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'oid', t.oid::bigint,
    'schema', t.nspname,
    'name', t.relname,
    'kind', case t.relkind when 'p' then 'PARTITIONED' else 'TABLE' end,
    'sizeBytes', coalesce(summed.bytes, t.bytes),
    'parent', (
      select jsonb_build_object('schema', n.nspname, 'name', p.relname)
      from pg_class own
        join pg_inherits i on i.inhrelid = own.oid
        join pg_class p on p.oid = i.inhparent
        join pg_namespace n on n.oid = p.relnamespace
      where own.oid = t.oid and own.relispartition),
    'foreignKeys', coalesce((
      select jsonb_agg(jsonb_build_object(
        'name', k.conname,
        'definition', pg_get_constraintdef(k.oid),
        'references', jsonb_build_object('schema', n.nspname, 'name', f.relname)
      ) order by k.conname)
      from pg_constraint k
        join pg_class f on f.oid = k.confrelid
        join pg_namespace n on n.oid = f.relnamespace
      where k.conrelid = t.oid and k.contype = 'f' and k.conparentid = 0), '[]')
  )) order by t.nspname, t.relname), '[]') as tables
  from listed t left join summed on summed.root = t.oid`;
