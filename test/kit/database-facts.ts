import type { Sql } from 'postgres';
import { connect } from './postgresql-server.ts';

/** Everything that a database holds and is, in a form that `toEqual` compares: by name, never by number or place. */
export interface DatabaseFacts {
  /** What belongs to the database itself, which a dump alone does not carry. */
  readonly database: Record<string, unknown>;
  readonly objects: Record<string, readonly Record<string, unknown>[]>;
  /** Of each table and materialized view: how many rows, and a checksum of them in any order. */
  readonly rows: Record<string, { readonly rows: number; readonly checksum: string }>;
}

/** Looks at a database as a superuser, without any of Holdfast's own code. */
export async function databaseFacts(url: string): Promise<DatabaseFacts> {
  await using client = connect(url);
  const { sql } = client;
  await sql
    .unsafe(`set search_path = ''; set timezone = 'UTC'; set extra_float_digits = 1; set bytea_output = 'hex'`)
    .simple();
  const [database] = await sql.unsafe<[Record<string, unknown>]>(DATABASE);
  const objects: Record<string, readonly Record<string, unknown>[]> = {};
  for (const [kind, query] of Object.entries(OBJECTS)) {
    objects[kind] = [...(await sql.unsafe<Record<string, unknown>[]>(query))];
  }
  return { database: { ...database }, objects, rows: await checksums(sql) };
}

async function checksums(sql: Sql): Promise<DatabaseFacts['rows']> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and c.relispopulated and ${sql.unsafe(OF_PEOPLE)} order by 1`;
  const found: [string, { rows: number; checksum: string }][] = [];
  for (const { name } of tables) {
    const [row] = await sql.unsafe<[{ rows: number; checksum: string }]>(`
      select count(*)::int as rows,
        coalesce(sum(('x' || left(md5(whole_row::text), 16))::bit(64)::bigint::numeric), 0)::text as checksum
      from ${name} whole_row`);
    found.push([name, { ...row }]);
  }
  return Object.fromEntries(found);
}

const OF_PEOPLE = `n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`;

function grants(column: string): string {
  return `(select array_agg(entry::text order by entry::text) from unnest(${column}) entry)::text`;
}

const DATABASE = `
  select pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding, datcollate, datctype, datconnlimit,
    ${grants('datacl')} as grants, shobj_description(d.oid, 'pg_database') as comment,
    (select jsonb_agg(jsonb_build_array(coalesce(r.rolname, ''), s.setconfig) order by r.rolname)
      from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole where s.setdatabase = d.oid) as settings
  from pg_database d where datname = current_database()`;

const OBJECTS = {
  schemas: `
    select nspname as name, pg_get_userbyid(nspowner) as owner, ${grants('nspacl')} as grants,
      obj_description(n.oid, 'pg_namespace') as comment
    from pg_namespace n where ${OF_PEOPLE} order by 1`,
  relations: `
    select format('%I.%I', n.nspname, c.relname) as name, c.relkind::text as kind, pg_get_userbyid(c.relowner) as owner,
      c.relpersistence::text as persistence, c.relrowsecurity as security, c.reloptions::text as options,
      ${grants('c.relacl')} as grants, obj_description(c.oid, 'pg_class') as comment,
      pg_get_expr(c.relpartbound, c.oid) as bound,
      case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as partitioned,
      case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition,
      (select array_agg(i.inhparent::regclass::text order by 1)::text from pg_inherits i where i.inhrelid = c.oid) as parents
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${OF_PEOPLE} order by 1`,
  columns: `
    select format('%I.%I.%I', n.nspname, c.relname, a.attname) as name,
      row_number() over (partition by c.oid order by a.attnum)::int as place,
      format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required, pg_get_expr(d.adbin, d.adrelid) as initial,
      a.attidentity::text as identity, a.attgenerated::text as generated, ${grants('a.attacl')} as grants,
      col_description(c.oid, a.attnum) as comment
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and ${OF_PEOPLE} order by 1`,
  indexes: `
    select pg_get_indexdef(x.indexrelid) as definition, x.indisvalid as valid
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
    where ${OF_PEOPLE} order by 1`,
  constraints: `
    select k.conname as name, k.conrelid::regclass::text as "on", k.contypid::regtype::text as type,
      pg_get_constraintdef(k.oid) as definition, k.convalidated as validated
    from pg_constraint k join pg_namespace n on n.oid = k.connamespace where ${OF_PEOPLE} order by 2, 3, 1`,
  triggers: `
    select pg_get_triggerdef(t.oid) as definition, t.tgenabled::text as enabled
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and ${OF_PEOPLE} order by 1`,
  policies: `
    select polname as name, polrelid::regclass::text as "on", pg_get_expr(polqual, polrelid) as using,
      (select array_agg(rolname order by rolname)::text from pg_roles where oid = any(polroles)) as roles
    from pg_policy order by 2, 1`,
  functions: `
    select pg_get_functiondef(p.oid) as definition, pg_get_userbyid(p.proowner) as owner, ${grants('p.proacl')} as grants
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prokind <> 'a' and ${OF_PEOPLE} order by 1`,
  types: `
    select format('%I.%I', n.nspname, t.typname) as name, t.typtype::text as kind, pg_get_userbyid(t.typowner) as owner,
      (select array_agg(e.enumlabel order by e.enumsortorder)::text from pg_enum e where e.enumtypid = t.oid) as labels
    from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype in ('e', 'd') and ${OF_PEOPLE} order by 1`,
  sequences: `
    select format('%I.%I', schemaname, sequencename) as name, data_type::text as type, start_value::text as start,
      increment_by::text as step, last_value::text as last,
      (select string_agg(d.refobjid::regclass::text || ' ' || d.refobjsubid, '') from pg_depend d
        where d.objid = format('%I.%I', schemaname, sequencename)::regclass and d.deptype in ('a', 'i')) as "ownedBy"
    from pg_sequences order by 1`,
  extensions: `select extname as name, extversion as version from pg_extension order by 1`,
  defaults: `
    select pg_get_userbyid(defaclrole) as role, n.nspname as schema, defaclobjtype::text as kind, ${grants('defaclacl')} as grants
    from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace order by 1, 2, 3`,
  largeObjects: `
    select oid::text as number, pg_get_userbyid(lomowner) as owner, md5(lo_get(oid)) as content
    from pg_largeobject_metadata order by oid`,
};
