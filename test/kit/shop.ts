import type { Sql } from 'postgres';
import type { PostgresqlServer } from './postgresql-server.ts';

/**
 * A database, `shop` unless it is named: orders of customers, a view over both, a partitioned table, and someone's own right to read orders.
 * Orders have what a table can have: a key, an index, a check, a foreign key, a trigger, extended statistics.
 */
export async function createShop(
  server: PostgresqlServer,
  { name = 'shop', rows = 2000 }: { name?: string; rows?: number } = {},
): Promise<void> {
  await server.createDatabase(name);
  await server.use('postgres', async (sql) => {
    await sql.unsafe(`do $$ begin create role shop_reader; exception when duplicate_object or unique_violation then null; end $$;
      grant connect on database ${name} to shop_reader; revoke connect on database ${name} from public;
      alter database ${name} set work_mem to '9MB'; alter database ${name} connection limit 50`);
  });
  await server.use(name, async (sql) => {
    await sql.unsafe(`
      create type state as enum ('open', 'paid');
      create table customers (id int primary key, name text not null);
      create table orders (
        id serial primary key, customer int not null references customers, state state not null default 'open',
        cents int check (cents > 0), note text, made timestamptz not null default now());
      create index orders_by_customer on orders (customer, state);
      create statistics orders_spread on customer, state from orders;
      create function note_order() returns trigger language plpgsql as $$ begin new.note := coalesce(new.note, 'none'); return new; end $$;
      create trigger note before insert on orders for each row execute function note_order();
      create table lines (order_id int not null references orders on delete cascade, line int, primary key (order_id, line));
      create view open_orders as select o.id, c.name from orders o join customers c on c.id = o.customer where state = 'open';
      create schema "Sales 2026";
      create table "Sales 2026"."Day ""1"".x" (at date, cents int) partition by range (at);
      create table "Sales 2026".day_2025 partition of "Sales 2026"."Day ""1"".x" for values from ('2025-01-01') to ('2026-01-01');
      create table "Sales 2026".day_2026 partition of "Sales 2026"."Day ""1"".x" for values from ('2026-01-01') to ('2027-01-01');
      grant select on orders to shop_reader;
      insert into customers select g, 'customer ' || g from generate_series(1, 100) g;
      insert into orders (customer, state, cents, made)
        select 1 + g % 100, case when g % 3 = 0 then 'paid' else 'open' end::state, g, '2026-01-01'::timestamptz + g * interval '1 minute' from generate_series(1, ${rows}) g;
      insert into lines select id, n from orders, generate_series(1, 2) n;
      insert into "Sales 2026"."Day ""1"".x" select '2025-06-01'::date + g, g from generate_series(0, 400) g;
    `);
  });
}

/** What a table holds and has, as one text: rows, columns, indexes, constraints, triggers, rights, statistics. */
export async function tableFacts(sql: Sql, table: string): Promise<Record<string, unknown>> {
  const [rows] = await sql.unsafe(
    `select count(*)::int as count, md5(string_agg(t::text, E'\\n' order by t::text)) as hash from ${table} t`,
  );
  const of = async (query: string) => (await sql.unsafe(query, [table])).map((row) => Object.values(row).join(' '));
  return {
    rows,
    columns: await of(
      `select attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid) from pg_attribute
       left join pg_attrdef on adrelid = attrelid and adnum = attnum where attrelid = $1::regclass and attnum > 0 order by attnum`,
    ),
    indexes: await of(`select pg_get_indexdef(indexrelid) from pg_index where indrelid = $1::regclass order by 1`),
    constraints: await of(
      `select conname, pg_get_constraintdef(oid), convalidated from pg_constraint where conrelid = $1::regclass and conparentid = 0 order by 1`,
    ),
    triggers: await of(
      `select pg_get_triggerdef(oid) from pg_trigger where tgrelid = $1::regclass and not tgisinternal order by 1`,
    ),
    rights: await of(`select relacl::text from pg_class where oid = $1::regclass`),
    statistics: await of(`select pg_get_statisticsobjdef(oid) from pg_statistic_ext where stxrelid = $1::regclass`),
  };
}
