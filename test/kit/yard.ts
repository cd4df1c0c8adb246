import type { Sql } from 'postgres';
import { backUp, onlyPoint, restoreFrom } from './jobs.ts';
import { startPostgresql, type PostgresqlServer } from './postgresql-server.ts';
import { protectDatabases } from './protect-databases.ts';
import { openWorld, type World } from './world.ts';

/** Orders of customers, rows of orders, a family, and names that are hard to read out of a list. */
const YARD = `
  create table customers (id int primary key, name text);
  create table orders (id serial primary key, customer int not null references customers);
  create table lines (order_id int not null references orders, line int);
  create table old_lines (order_id int);
  create table tickets (id int, order_id int default 0);
  insert into customers select g, 'customer ' || g from generate_series(1, 50) g;
  insert into orders (customer) select 1 + g % 50 from generate_series(1, 300) g;
  insert into lines select id, 1 from orders;
  insert into old_lines values (-1);
  alter table old_lines add constraint since_2026 foreign key (order_id) references orders not valid;
  create table parent (n int);
  create table child () inherits (parent);
  insert into parent select generate_series(1, 5);
  insert into child select generate_series(6, 10);
  create table days (at date, customer int, constraint of_customer foreign key (customer) references customers) partition by range (at);
  create table days_2026 partition of days for values from ('2026-01-01') to ('2027-01-01');
  insert into days values ('2026-05-01', 50);
  create schema "DATA";
  create table "DATA".orders (n int);
  insert into "DATA".orders select generate_series(1, 7);
  create schema "Sales 2026";
  create table "Sales 2026"."Day 1" (customer int, constraint "of a customer" foreign key (customer) references customers);
  comment on constraint "of a customer" on "Sales 2026"."Day 1" is 'every sale has one';`;

/** A server with the database `yard`, backed up into a world whose worker restores tables into it. */
export interface Yard extends AsyncDisposable {
  readonly server: PostgresqlServer;
  readonly world: World;
  readonly pointId: string;
  /** Makes the database as it was backed up. */
  reset(): Promise<void>;
  use<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  countOf(table: string): Promise<number>;
  restore(tables: readonly string[], target?: { conflict: 'REPLACE' | 'KEEP_BOTH' }): ReturnType<typeof restoreFrom>;
  /** @throws where a database or schema of a restore is still there */
  expectNoLeftovers(): Promise<void>;
}

export async function openYard(): Promise<Yard> {
  const server = await startPostgresql();
  await server.use('postgres', (sql) => sql`create role neighbour`);
  const make = async () => {
    await server.createDatabase('yard');
    await server.use('yard', (sql) => sql.unsafe(YARD));
  };
  await make();
  const world = await openWorld();
  await world.startWorker();
  const { itemId } = await protectDatabases(world, server.source({ database: 'yard' }));
  const job = await backUp(world, itemId);
  if (job.status !== 'COMPLETED') throw new Error(`the backup ended as ${JSON.stringify(job)}`);
  const { id: pointId } = await onlyPoint(world, itemId);
  const use = <T>(work: (sql: Sql) => Promise<T>) => server.use('yard', work);
  return {
    server,
    world,
    pointId,
    async reset() {
      await server.use('postgres', (sql) => sql`drop database yard with (force)`);
      await make();
    },
    use,
    countOf: (table) =>
      use(async (sql) => Number((await sql.unsafe(`select count(*)::int as count from ${table}`))[0]?.['count'])),
    restore: (tables, target) =>
      restoreFrom(world, { recoveryPointId: pointId, tables: [...tables], ...(target && { target }) }),
    async expectNoLeftovers() {
      const rows = await server.use(
        'yard',
        (sql) => sql<{ name: string }[]>`
          select datname as name from pg_database where datname like 'holdfast%'
          union all select nspname from pg_namespace where nspname like 'holdfast%'`,
      );
      if (rows.length > 0) throw new Error(`a restore left ${rows.map(({ name }) => name).join(', ')}`);
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The schemas in which a restore kept what it replaced. */
export function keptSchemas({ result }: { result: Record<string, unknown> | null }): string[] {
  return new URL(String(result?.['replacedKeptAt'])).searchParams.getAll('schema');
}
