import type { PostgresqlServer } from './postgresql-server.ts';

export interface OrdersOptions {
  /** How many orders there are; everything else follows from that. */
  readonly rows?: number;
  /** The same number gives the same rows everywhere. */
  readonly seed?: number;
  readonly name?: string;
}

/** Some tables of the sample, as people write them. */
export const ODD_TABLE = { schema: 'Sales 2026', name: `it's "Q1".totals` };

/**
 * Makes a shop's database with everything that a dump can lose: keys, checks, triggers, partitions, types, views,
 * sequences, grants, comments, a large object, and names that need quotes.
 */
export async function createOrders(server: PostgresqlServer, options: OrdersOptions = {}): Promise<string> {
  const { rows = 2_000, seed = 1, name = 'orders' } = options;
  await server.createDatabase(name);
  await server.use(name, async (sql) => {
    await sql.unsafe(SHAPE).simple();
    await sql.unsafe(rowsOf(rows, seed)).simple();
    await sql.unsafe(FINISH).simple();
    await sql.unsafe(`vacuum analyze`);
  });
  return name;
}

const SHAPE = String.raw`
  do $$ begin create role orders_app; exception when duplicate_object then null; end $$;
  create type order_state as enum ('new', 'paid', 'shipped', 'returned to "sender"');
  create domain email as text check (value ~ '@');
  create sequence invoice_numbers start 1000 increment 7;

  create table customers (
    id bigint generated always as identity primary key,
    name text not null,
    email email not null unique,
    address jsonb not null default '{}',
    photo bytea,
    created_at timestamptz not null
  );
  create table orders (
    id serial primary key,
    customer_id bigint not null,
    state order_state not null,
    cents bigint not null check (cents >= 0),
    lines jsonb not null,
    tags text[] not null,
    rate double precision not null,
    placed_at timestamptz not null,
    euros numeric generated always as (cents / 100.0) stored
  );

  create table events (at timestamptz not null, order_id int not null, what text, primary key (at, order_id))
    partition by range (at);
  create table events_2025 partition of events for values from ('2025-01-01Z') to ('2026-01-01Z');
  create table events_2026 partition of events for values from ('2026-01-01Z') to ('2027-01-01Z')
    partition by hash (order_id);
  create table events_2026_even partition of events_2026 for values with (modulus 2, remainder 0);
  create table events_2026_odd partition of events_2026 for values with (modulus 2, remainder 1);

  create table "Ärger & Größe" ("naïve Spalte" text, "日本語" int primary key);
  create schema "Sales 2026";
  create table "Sales 2026"."it's ""Q1"".totals" ("sum." numeric(12, 2), customer bigint references public.customers (id));
  create table empty_table (nothing int);
  create unlogged table scratchpad (note text);

  create function count_change() returns trigger language plpgsql as $$
  begin
    insert into events values (new.placed_at, new.id, 'changed to ' || new.state) on conflict do nothing;
    return new;
  end $$;
  create view open_orders as select id, customer_id, euros from orders where state = 'new';
  create materialized view revenue as
    select customer_id, sum(cents) as cents, count(*) as orders from orders group by customer_id with no data;
`;

/** Every value comes of the row's number and the seed by a hash; the server's own random numbers would not come back. */
function rowsOf(rows: number, seed: number): string {
  const customers = Math.max(10, Math.ceil(rows / 20));
  const any = (what: string, salt: number) =>
    `(hashint8extended(${what}, ${seed * 1000 + salt}) & 9223372036854775807)`;
  const at = (what: string, salt: number) =>
    `timestamptz '2025-01-01Z' + make_interval(secs => ${any(what, salt)} % 62000000)`;
  return String.raw`
    insert into customers (name, email, address, photo, created_at)
    select 'Customer ' || n || ' Ünïcode ' || ${any('n', 1)} % 1000, 'c' || n || '@example.org',
      jsonb_build_object('street', md5(${any('n', 2)}::text), 'zip', ${any('n', 3)} % 100000, 'note', E'tab\there\nline'),
      decode(md5(${any('n', 4)}::text), 'hex'), ${at('n', 5)}
    from generate_series(1, ${customers}) n;
    insert into orders (customer_id, state, cents, lines, tags, rate, placed_at)
    select 1 + ${any('n', 6)} % ${customers}, (enum_range(null::order_state))[1 + ${any('n', 7)} % 4],
      ${any('n', 8)} % 1000000, jsonb_build_array(jsonb_build_object('sku', ${any('n', 9)} % 5000, 'n', n % 9)),
      array['tag ' || n % 7, 'a,b"c\'], ${any('n', 10)} / 1e12, ${at('n', 11)}
    from generate_series(1, ${rows}) n;
    insert into events
    select ${at('n', 12)}, n, md5(${any('n', 13)}::text) from generate_series(1, ${Math.ceil(rows / 4)}) n;
    insert into "Ärger & Größe" select 'größer als ' || n, n from generate_series(1, 50) n;
    insert into "Sales 2026"."it's ""Q1"".totals" select ${any('n', 14)} % 100000 / 100.0, n from generate_series(1, 10) n;
    insert into scratchpad values (null), (''), ('\N'), (E'back\\slash');
  `;
}

/** Keys and indexes last, as a load of many rows has them: a tenth of the time. */
const FINISH = String.raw`
  alter table orders add foreign key (customer_id) references customers;
  create index orders_by_customer on orders (customer_id, placed_at desc);
  create index orders_open on orders (placed_at) where state = 'new';
  create index orders_by_line on orders using gin (lines jsonb_path_ops);
  create trigger changed after update on orders for each row when (old.state <> new.state) execute function count_change();
  update orders set state = 'paid' where state = 'new' and id % 50 = 0;
  refresh materialized view revenue;
  create unique index on revenue (customer_id);
  select nextval('invoice_numbers'), nextval('invoice_numbers');
  select lo_from_bytea(4711, decode(repeat('00ff10', 50000), 'hex'));
  alter table customers enable row level security;
  create policy own_rows on customers to orders_app using (name = current_user);
  grant usage on schema public, "Sales 2026" to orders_app;
  grant select, insert on orders, customers to orders_app;
  grant update (state) on orders to orders_app with grant option;
  grant select on "Sales 2026"."it's ""Q1"".totals" to public;
  alter default privileges in schema "Sales 2026" grant select on tables to orders_app;
  comment on table orders is E'What was ordered; "quoted"\nin two lines';
  comment on column orders.cents is 'in cents';
  comment on schema "Sales 2026" is 'of this year';
`;
