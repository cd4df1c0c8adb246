import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TABLES_NAMED } from '@holdfast/db/domain/point-contents';
import { databaseFacts } from '../../kit/database-facts.ts';
import { createOrders, ODD_TABLE } from '../../kit/orders.ts';
import { startPostgresql, type PostgresqlServer } from '../../kit/postgresql-server.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { openWorkshop, type Workshop } from '../restic/kit.ts';
import { openDriver, openRun, partOf, readPart, readSettings, restoreByHand, takePoint } from './take-point.ts';

const LONG = { timeout: 240_000 };
let server: PostgresqlServer;
let shop: Workshop;

beforeAll(async () => {
  server = await startPostgresql();
  shop = await openWorkshop();
  await createOrders(server, { rows: 20_000 });
}, 120_000);
afterAll(async () => {
  shop[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

describe('a point of one database', () => {
  test('holds the roles, what a dump does not hold, and a dump that programs of others restore', LONG, async () => {
    const point = await takePoint(shop, server.source({ database: 'orders' }));
    expect(point.snapshot).toMatchObject({ consistency: 'APPLICATION', type: 'FULL' });
    expect(point.transfer.warnings).toMatchObject({ first: [], count: 0 });
    expect(point.parts.map(({ part }) => [part.name, part.kind])).toEqual([
      ['roles', 'ROLES'],
      ['settings', 'SETTINGS'],
      ['database-orders', 'DUMP'],
    ]);
    await server.createDatabase('by_hand');
    await restoreByHand(shop, server, { dump: partOf(point, 'database-orders'), into: 'by_hand' });
    expect(await databaseFacts(server.url('by_hand'))).toEqual(await databaseFacts(server.url('orders')));
    expect(await readPart(shop, point, 'roles')).toMatch(
      /CREATE ROLE orders_app;[^]*ALTER ROLE postgres .*PASSWORD 'SCRAM-/,
    );
  });

  test('costs the vault little when few rows changed since the last one', LONG, async () => {
    const name = await createOrders(server, { rows: 200_000, name: 'many orders' });
    const source = server.source({ database: name });
    const before = partOf(await takePoint(shop, source), 'database-many%20orders');
    await server.use(name, (sql) => sql`update orders set cents = cents + 1 where id = 1`);
    const after = partOf(await takePoint(shop, source), 'database-many%20orders');
    expect(after.sizeBytes).toBeGreaterThan(before.sizeBytes * 0.99);
    // The vault takes it in pieces of up to 8 MiB: of 35 MiB some are new. Compressed, everything behind the row would be.
    expect(after.storedBytes).toBeLessThan(before.storedBytes / 2);
  });

  test('says what the database is and which tables it has, as settings and as contents', LONG, async () => {
    await server.use('orders', async (sql) => {
      await sql`alter database orders set work_mem = '12MB'`;
      await sql`alter role orders_app in database orders set app.key = 'a=b'`;
      await sql`comment on database orders is 'the shop'`;
      await sql`revoke connect on database orders from public`;
    });
    const point = await takePoint(shop, server.source({ database: 'orders' }));
    const settings = await readSettings(shop, point);
    const [orders] = settings.databases;
    expect(settings.server).toMatchObject({ major: 15 });
    expect(settings.server.settings).toContainEqual({ name: 'fsync', setting: 'off', source: 'command line' });
    expect(orders).toMatchObject({
      name: 'orders',
      owner: 'postgres',
      encoding: 'UTF8',
      localeProvider: 'c',
      collate: 'C.UTF-8',
      ctype: 'C.UTF-8',
      connectionLimit: -1,
      comment: 'the shop',
      roleSettings: [
        { role: null, settings: ['work_mem=12MB'] },
        { role: 'orders_app', settings: ['app.key=a=b'] },
      ],
      extensions: [{ name: 'plpgsql', version: '1.0', schema: 'pg_catalog' }],
    });
    expect(orders?.grants).toContainEqual({ grantee: null, privilege: 'TEMPORARY', grantable: false });
    expect(orders?.grants).not.toContainEqual({ grantee: null, privilege: 'CONNECT', grantable: false });
    const table = (name: string) => orders?.tables.find((one) => one.name === name);
    expect(table('orders')?.foreignKeys).toEqual([
      {
        name: 'orders_customer_id_fkey',
        definition: 'FOREIGN KEY (customer_id) REFERENCES public.customers(id)',
        references: { schema: 'public', name: 'customers' },
      },
    ]);
    expect(table('events')).toMatchObject({ kind: 'PARTITIONED' });
    expect(table('events_2026_odd')).toMatchObject({
      kind: 'TABLE',
      parent: { schema: 'public', name: 'events_2026' },
    });
    const leaves = ['events_2025', 'events_2026_even', 'events_2026_odd'].map((name) => table(name)?.sizeBytes ?? 0);
    expect(table('events')?.sizeBytes).toBe(leaves.reduce((sum, bytes) => sum + bytes));
    const [contents] = point.transfer.contents?.databases ?? [];
    expect(contents).toMatchObject({ name: 'orders', tableCount: orders?.tables.length });
    expect(contents?.tables).toHaveLength(orders?.tables.length ?? 0);
    expect(contents?.tables[0]).toMatchObject({ schema: 'public', name: 'orders' });
    expect(contents?.tables).toContainEqual(expect.objectContaining(ODD_TABLE));
    expect(existsSync(`${point.run.directory}/settings.json`), 'settings on the disk of the worker').toBe(false);
    expect(readdirSync(point.run.directory)).toEqual([]);
  });

  test('names the largest tables where there are too many for its row, and counts them all', LONG, async () => {
    await server.createDatabase('wide');
    await server.use('wide', async (sql) => {
      await sql`do ${sql.unsafe("$$ begin for n in 1..2100 loop execute format('create table t%s (a int)', n); end loop; end $$")}`;
      await sql`insert into t2050 select generate_series(1, 1000)`;
    });
    const driver = openDriver(server.source({ database: 'wide' }));
    const run = openRun(shop);
    const snapshot = await driver.takeSnapshot(run);
    const { contents } = await driver.openTransfer(snapshot, run);
    await driver.release(snapshot);
    expect(contents?.databases[0]?.tableCount).toBe(2100);
    expect(contents?.databases[0]?.tables).toHaveLength(TABLES_NAMED);
    expect(contents?.databases[0]?.tables[0]).toMatchObject({ name: 't2050' });
  });

  test.each([
    ['LATIN1', `'Gr\\337e'`],
    ['SQL_ASCII', `'\\377\\376 no encoding at all'`],
  ])('keeps every byte of a database in %s', LONG, async (encoding, bytes) => {
    const options = `encoding '${encoding}' locale 'C' template template0`;
    const [from, into] = [`from ${encoding}`, `into ${encoding}`];
    for (const name of [from, into]) await server.createDatabase(name, options);
    const content = (name: string) =>
      server.use(name, (sql) => sql`select md5(string_agg(convert_to(text, 'SQL_ASCII'), '')) as md5 from texts`);
    await server.use(from, async (sql) => {
      await sql`create table texts (text text)`;
      await sql`insert into texts values (${sql.unsafe(`convert_from(${bytes}::bytea, getdatabaseencoding())`)})`;
    });
    const point = await takePoint(shop, server.source({ database: from }));
    await restoreByHand(shop, server, { dump: partOf(point, `database-${encodeURIComponent(from)}`), into });
    expect(await content(into)).toEqual(await content(from));
    expect((await readSettings(shop, point)).databases[0]).toMatchObject({ encoding });
  });
});

describe('the moment of a point', () => {
  test('is one for all tables of all databases: nothing of after it, all of before it', LONG, async () => {
    await using own = await startPostgresql();
    for (const name of ['left', 'right']) {
      await own.createDatabase(name);
      await own.use(name, async (sql) => {
        await sql`create table one (n int primary key)`;
        await sql`create table two (n int primary key)`;
      });
    }
    let begun = 0;
    let done = 0;
    const stopping = new AbortController();
    // In both tables of a database at once, in one database after the other.
    const write = async () => {
      begun += 1;
      for (const name of ['left', 'right']) {
        await own.use(name, (sql) =>
          sql.begin(async (tx) => {
            await tx`insert into one values (${begun})`;
            await tx`insert into two values (${begun})`;
          }),
        );
      }
      done = begun;
    };
    const writing = (async () => {
      while (!stopping.signal.aborted) await write();
    })();
    await waitFor('rows of before', async () => done > 5);
    const earliest = done;
    let latest = 0;
    const point = await takePoint(shop, own.source(), async () => {
      latest = begun;
      await waitFor('rows of after', async () => done > latest + 5);
    });
    stopping.abort();
    await writing;
    const counts: number[] = [];
    for (const name of ['left', 'right']) {
      await own.createDatabase(`${name} again`);
      await restoreByHand(shop, own, { dump: partOf(point, `database-${name}`), into: `${name} again` });
      const [row] = await own.use(
        `${name} again`,
        (sql) => sql<{ one: number; two: number }[]>`
        select (select count(*)::int from one) as one, (select count(*)::int from two) as two`,
      );
      expect(row?.one, `the tables of ${name}`).toBe(row?.two);
      counts.push(row?.one ?? 0);
    }
    for (const count of counts) {
      expect(count).toBeGreaterThanOrEqual(earliest);
      expect(count).toBeLessThanOrEqual(latest);
    }
  });

  test('outlasts what a role or a database may have set against long transactions', LONG, async () => {
    await using own = await startPostgresql();
    const user = await own.createUser('hurried', 'superuser');
    await own.use('postgres', async (sql) => {
      await sql`alter role hurried set idle_in_transaction_session_timeout = '500ms'`;
      await sql`alter role hurried set statement_timeout = '2s'`;
    });
    const source = own.source({ as: user });
    const point = await takePoint(shop, source, () => own.use('postgres', (sql) => sql`select pg_sleep(2)`));
    expect(point.parts.map(({ part }) => part.name)).toContain('database-postgres');
  });

  test('is told as a time that is not later', LONG, async () => {
    await using own = await startPostgresql();
    await own.use('postgres', (sql) => sql`create table seen (at timestamptz default clock_timestamp())`);
    await own.use('postgres', (sql) => sql`insert into seen default values`);
    const point = await takePoint(shop, own.source(), () =>
      own.use('postgres', (sql) => sql`insert into seen default values`),
    );
    const rows = await own.use('postgres', (sql) => sql<{ at: Date }[]>`select at from seen order by at`);
    expect(rows.map(({ at }) => at < point.snapshot.takenAt)).toEqual([true, false]);
  });

  test('is held without locks: a table can be changed while the backup waits for its turn', LONG, async () => {
    await takePoint(shop, server.source({ database: 'orders' }), () =>
      server.use('orders', async (sql) => {
        await sql`set lock_timeout = '1s'`;
        await sql`alter table empty_table add column something int`;
        await sql`alter table empty_table drop column something`;
      }),
    );
  });
});
