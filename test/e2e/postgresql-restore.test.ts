import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql as drizzle } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { backUp, onlyPoint, restoreFrom } from '../kit/jobs.ts';
import { removeReplaced } from '@holdfast/worker/sources/postgresql/restore/kept';
import { connect, startPostgresql, type PostgresqlServer } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { createShop, tableFacts } from '../kit/shop.ts';
import { openWorld, type World } from '../kit/world.ts';

vi.setConfig({ testTimeout: 120_000 });

let server: PostgresqlServer;
let world: World;
let pointId: string;
let before: Record<string, unknown>;

const TABLES = ['orders', 'customers', 'lines', '"Sales 2026"."Day ""1"".x"'];

beforeAll(async () => {
  server = await startPostgresql();
  await createShop(server);
  world = await openWorld();
  await world.startWorker();
  const { itemId } = await protectDatabases(world, server.source({ database: 'shop' }));
  const job = await backUp(world, itemId);
  if (job.status !== 'COMPLETED') throw new Error(`the backup ended as ${JSON.stringify(job)}`);
  pointId = (await onlyPoint(world, itemId)).id;
  before = await server.use('shop', (sql) => factsOfAll(sql));
}, 120_000);

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

async function factsOfAll(sql: Sql) {
  const facts: Record<string, unknown> = {};
  for (const table of TABLES) facts[table] = await tableFacts(sql, table);
  return facts;
}

/** Nothing of any restore that has ended may be left. */
async function expectNoLeftovers() {
  const databases = await server.use(
    'postgres',
    (sql) =>
      sql`select datname from pg_database where datname like 'holdfast%' or not datallowconn and datname <> 'template0'`,
  );
  expect([...databases]).toEqual([]);
  const schemas = await server.use(
    'shop',
    (sql) => sql`select nspname from pg_namespace where nspname like 'holdfast%'`,
  );
  expect([...schemas]).toEqual([]);
}

const restore = (input: Omit<Parameters<typeof restoreFrom>[1], 'recoveryPointId'>) =>
  restoreFrom(world, { recoveryPointId: pointId, ...input });

describe('tables into the living database', () => {
  test('a dropped table comes back with all it had, while another keeps its newer rows and its sessions', async () => {
    await using client = connect(server.url('shop'));
    const [session] = await client.sql`select pg_backend_pid() as pid`;
    await client.sql`drop table lines`;
    await client.sql`insert into customers values (1000, 'newer')`;
    expect(await restore({ tables: ['lines'] })).toMatchObject({
      status: 'COMPLETED',
      error: null,
      result: { restoredTo: `postgresql://127.0.0.1:${server.port}/shop`, tables: 1 },
    });
    expect(await tableFacts(client.sql, 'lines')).toEqual(before['lines']);
    expect(await client.sql`select name from customers where id = 1000`).toHaveLength(1);
    expect(await client.sql`select pg_backend_pid() as pid`).toEqual([session]);
    await client.sql`delete from customers where id = 1000`;
    await expectNoLeftovers();
  });

  test('a table that is there is not touched, unless that was asked for', async () => {
    expect(await restore({ tables: ['customers'] })).toMatchObject({
      status: 'FAILED',
      error: { code: 'TARGET_EXISTS', message: expect.stringContaining('customers') },
    });
    await expectNoLeftovers();
  });

  test('what a view depends on is not replaced, and the view is named', async () => {
    expect(await restore({ tables: ['customers'], target: { conflict: 'REPLACE' } })).toMatchObject({
      status: 'FAILED',
      error: { code: 'TARGET_NOT_MOVABLE', message: expect.stringContaining('open_orders') },
    });
    expect(await server.use('shop', (sql) => factsOfAll(sql))).toEqual(before);
    await expectNoLeftovers();
  });

  test('a replaced table is kept in a schema of its own, and foreign keys of others point to the restored one', async () => {
    await server.use('shop', async (sql) => {
      await sql`drop view open_orders`;
      await sql`update orders set cents = 7 where id <= 10`;
    });
    const job = await restore({ tables: ['orders'], target: { conflict: 'REPLACE' } });
    expect(job).toMatchObject({ status: 'COMPLETED', error: null });
    expect(await server.use('shop', (sql) => factsOfAll(sql))).toEqual(before);
    const kept = new URL(String(job.result?.['replacedKeptAt'])).searchParams.get('schema') ?? '';
    await server.use('shop', async (sql) => {
      const [old] = await sql`select count(*)::int as count from ${sql(kept)}.orders where cents = 7 and id <= 10`;
      expect(old).toEqual({ count: 10 });
      // The sequence goes on where the restored rows end, and the copy hinders nothing.
      const [made] = await sql`insert into orders (customer, cents) values (1, 5) returning id, note`;
      expect(made).toEqual({ id: 2001, note: 'none' });
      await sql`delete from orders where id = 2001`;
    });
    await expectNoLeftovers();
  });

  test('both kept: the restored ones, partitions and quoted names too, stand in schemas of their own', async () => {
    const job = await restore({
      tables: ['customers', '"Sales 2026"."Day ""1"".x"'],
      target: { conflict: 'KEEP_BOTH' },
    });
    expect(job).toMatchObject({ status: 'COMPLETED', error: null, result: { tables: 4 } });
    const schemas = new URL(String(job.result?.['restoredTo'])).searchParams.getAll('schema');
    await server.use('shop', async (sql) => {
      for (const schema of schemas) {
        for (const [name, original] of [
          ['customers', 'customers'],
          ['Day "1".x', '"Sales 2026"."Day ""1"".x"'],
        ] as const) {
          const [there] =
            await sql`select from pg_class where relname = ${name} and relnamespace = (select oid from pg_namespace where nspname = ${schema})`;
          if (!there) continue;
          const copy = await tableFacts(sql, `"${schema}"."${name.replaceAll('"', '""')}"`);
          expect(copy['rows']).toEqual((await tableFacts(sql, original))['rows']);
        }
      }
    });
    expect(schemas).toHaveLength(2);
    expect(await server.use('shop', (sql) => factsOfAll(sql))).toEqual(before);
    await expectNoLeftovers();
  });

  test('tables the point has not, and a partition alone, are refused by name', async () => {
    await expect(restore({ tables: ['orders', 'nothing'] })).rejects.toThrow(/tables\.1.*not in this recovery point/);
    expect(await restore({ tables: ['"Sales 2026".day_2025'] })).toMatchObject({
      status: 'FAILED',
      error: { code: 'PARTITION_ALONE', remedy: expect.stringContaining('Day') },
    });
    await expectNoLeftovers();
  });
});

describe('whole databases', () => {
  test('the original is swapped: its sessions are ended, and the old one is kept under another name', async () => {
    await server.use('shop', (sql) => sql`insert into customers values (2000, 'lost')`);
    await using client = connect(server.url('shop'));
    await client.sql`select 1`;
    const job = await restore({ target: { conflict: 'REPLACE' } });
    expect(job).toMatchObject({ status: 'COMPLETED', error: null });
    expect(await server.use('shop', (sql) => factsOfAll(sql))).toEqual(before);
    const kept = new URL(String(job.result?.['replacedKeptAt'])).pathname.slice(1);
    expect(await server.use(kept, (sql) => sql`select name from customers where id = 2000`)).toHaveLength(1);
    const [settings] = await server.use(
      'shop',
      (sql) => sql`
      select datconnlimit, datacl::text, current_setting('work_mem') as work_mem from pg_database where datname = 'shop'`,
    );
    expect(settings).toMatchObject({
      datconnlimit: 50,
      work_mem: '9MB',
      datacl: expect.stringMatching(/shop_reader=c/),
    });
    expect(settings?.['datacl']).not.toMatch(/[{,]=\w*c/);
    await expectNoLeftovers();
    const [row] = await world.store.db.execute(
      drizzle`select host_name, kept_at from replaced_data where job_id = ${job.id}`,
    );
    expect(row).toEqual({ host_name: null, kept_at: `postgresql://127.0.0.1:${server.port}/${kept}` });
  });

  test('the original is not touched unless that was asked for', async () => {
    expect(await restore({})).toMatchObject({ status: 'FAILED', error: { code: 'TARGET_EXISTS' } });
    expect(await server.use('shop', (sql) => factsOfAll(sql))).toEqual(before);
    await expectNoLeftovers();
  });

  test('to another name, and beside one that is taken', async () => {
    expect(await restore({ target: { database: 'Shop "copy"' } })).toMatchObject({ status: 'COMPLETED', error: null });
    expect(await server.use('Shop "copy"', (sql) => factsOfAll(sql))).toEqual(before);
    const job = await restore({ target: { database: 'Shop "copy"', conflict: 'KEEP_BOTH' } });
    const name = decodeURIComponent(new URL(String(job.result?.['restoredTo'])).pathname.slice(1));
    expect(name).toMatch(/^Shop "copy"_restored_\d{8}_\d{6}$/);
    expect(await server.use(name, (sql) => factsOfAll(sql))).toEqual(before);
    await expectNoLeftovers();
  });

  test('roles that are missing are created with what they had; others are left as they are', async () => {
    await server.use('postgres', async (sql) => {
      await sql.unsafe('drop database "Shop ""copy""" with (force)');
      await sql`alter role shop_reader connection limit 7`;
    });
    expect(await restore({ target: { database: 'with_roles' } })).toMatchObject({ status: 'COMPLETED' });
    const [reader] = await server.use(
      'postgres',
      (sql) => sql`select rolconnlimit from pg_roles where rolname = 'shop_reader'`,
    );
    expect(reader).toEqual({ rolconnlimit: 7 });
  });

  test('as files that the stock programs read', async () => {
    const folder = join(world.data, 'dumps');
    expect(await restore({ target: { path: folder } })).toMatchObject({ status: 'COMPLETED', result: { files: 3 } });
    expect(readdirSync(folder).toSorted()).toEqual(['roles.sql', 'settings.json', 'shop.dump']);
  });
});

test('a database that was replaced is removed after its days, but not one that a person has named anew', async () => {
  const kept: string[] = [];
  for (let round = 1; round <= 2; round++) {
    const job = await restore({ target: { conflict: 'REPLACE' } });
    kept.push(String(job.result?.['replacedKeptAt']));
  }
  const names = kept.map((place) => decodeURIComponent(new URL(place).pathname.slice(1)));
  await server.use('postgres', (sql) => sql`alter database ${sql(names[1] ?? '')} rename to theirs`);
  const source = {
    config: { ...server.source().config, sslMode: 'PREFER' as const },
    password: server.superuser.password,
  };
  for (const place of kept) await removeReplaced(source, place);
  const there = await server.use(
    'postgres',
    (sql) => sql`select datname from pg_database where datname in ${sql(names.concat('theirs'))}`,
  );
  expect([...there]).toEqual([{ datname: 'theirs' }]);
  await expectNoLeftovers();
});

describe('all databases of a server', () => {
  test('a dropped one comes back, and all are swapped together', async () => {
    await server.createDatabase('ledger / "x"');
    await server.use('ledger / "x"', (sql) => sql`create table entries as select generate_series(1, 10) as n`);
    const { itemId } = await protectDatabases(world, server.source(), 'everything');
    expect(await backUp(world, itemId)).toMatchObject({ status: 'COMPLETED', error: null });
    const point = await onlyPoint(world, itemId);
    const names = point.contents?.databases.map(({ name }) => name) ?? [];
    expect(names).toEqual(expect.arrayContaining(['ledger / "x"', 'postgres', 'shop']));
    await server.use('postgres', async (sql) => void (await sql.unsafe('drop database "ledger / ""x"""')));
    await server.use('shop', (sql) => sql`insert into customers values (3000, 'lost')`);
    const one = await restoreFrom(world, { recoveryPointId: point.id, database: 'ledger / "x"' });
    expect(one).toMatchObject({ status: 'COMPLETED', error: null, result: { replacedKeptAt: null } });
    expect(await server.use('ledger / "x"', (sql) => sql`select from entries`)).toHaveLength(10);
    const all = await restoreFrom(world, { recoveryPointId: point.id, target: { conflict: 'REPLACE' } });
    expect(all).toMatchObject({
      status: 'COMPLETED',
      error: null,
      result: { restoredTo: `postgresql://127.0.0.1:${server.port}` },
    });
    expect(String(all.result?.['replacedKeptAt']).split(' ')).toHaveLength(names.length);
    expect(await server.use('shop', (sql) => sql`select from customers where id = 3000`)).toHaveLength(0);
    await expectNoLeftovers();
  });
});
