import { createOrders } from '../kit/orders.ts';
import type { PostgresqlServer } from '../kit/postgresql-server.ts';

const ORDERS = 250_000;
const PAYMENTS = 300_000;
const NEW_ORDERS = 250;

/** The database that the demo protects. */
export const DATABASE = 'orders';
/** The table that is dropped and asked back. */
export const LOST_TABLE = 'public.payments';
/** The table that goes on living meanwhile. */
export const LIVING_TABLE = 'public.orders';

/** A shop's database: its orders, what belongs to them, and the payments. */
export async function makeSampleDatabase(server: PostgresqlServer): Promise<void> {
  await createOrders(server, { rows: ORDERS, name: DATABASE });
  await server.use(DATABASE, async (sql) => void (await sql.unsafe(PAYMENT_ROWS).simple()));
}

/** Some work of a day: orders come in and are paid, one is corrected. */
export async function changeSomeRows(server: PostgresqlServer): Promise<void> {
  await server.use(DATABASE, async (sql) => {
    await insertOrders(sql, 'the second day');
    await sql.unsafe(`insert into payments (order_id, cents, method, paid_at, reference)
      select id, cents, 'card', placed_at, md5(id::text)::uuid from orders order by id desc limit ${NEW_ORDERS}`);
    await sql`update payments set cents = cents + 1 where id % 60000 = 0`;
  });
}

/** The accident: one table is gone; and life that goes on: more orders come in. @returns how many */
export async function loseTable(server: PostgresqlServer): Promise<number> {
  await server.use(DATABASE, async (sql) => {
    await sql.unsafe(`drop table ${LOST_TABLE}`);
    await insertOrders(sql, 'after the accident');
  });
  return NEW_ORDERS;
}

/** Orders like those that are there. */
async function insertOrders(sql: { unsafe: (text: string) => Promise<unknown> }, when: string): Promise<void> {
  await sql.unsafe(`insert into orders (customer_id, state, cents, lines, tags, rate, placed_at)
    select customer_id, state, cents, lines, array['${when}'], rate, placed_at from orders order by id limit ${NEW_ORDERS}`);
}

const PAYMENT_ROWS = `
  create table payments (
    id bigint generated always as identity primary key,
    order_id int not null,
    cents bigint not null check (cents >= 0),
    method text not null,
    paid_at timestamptz not null,
    reference uuid not null
  );
  insert into payments (order_id, cents, method, paid_at, reference)
    select 1 + n % ${ORDERS}, n * 37 % 100000, (array['card', 'transfer', 'cash'])[1 + n % 3],
      timestamptz '2025-01-01Z' + make_interval(secs => n * 100), md5(n::text)::uuid
    from generate_series(1, ${PAYMENTS}) n;
  alter table payments add foreign key (order_id) references orders (id);
  create index payments_by_order on payments (order_id);
  comment on table payments is 'What was paid';
  analyze payments;
`;
