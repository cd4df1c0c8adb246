import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '@holdfast/db/client';
import { systemClock } from '@holdfast/db/clock';
import { migrateStore } from '@holdfast/db/migrate';
import { startBoss } from '@holdfast/db/queues/boss';
import { MasterKey } from '@holdfast/db/sealing';
import { startEmbeddedStore } from '@holdfast/db/store/start';
import { seedEstate } from '../../kit/estate.ts';
import { createEmptyDatabase, disposable } from './empty-database.ts';

/** All that defines the database: tables, columns, constraints, indexes, triggers, functions, rights, and which migrations ran. */
async function definition(sql: Sql) {
  const [tables, constraints, indexes, triggers, functions, ran, queues] = await Promise.all([
    sql`select relname, relowner::regrole::text, relacl::text, attname, atttypid::regtype::text, attnotnull
        from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0
        where relnamespace::regnamespace::text in ('public', 'queue') order by 1, attnum`,
    sql`select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint order by 1, 2`,
    sql`select indexdef from pg_indexes where schemaname in ('public', 'queue') order by 1`,
    sql`select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1`,
    sql`select proname, proacl::text, md5(prosrc) from pg_proc where pronamespace::regnamespace::text in ('public', 'queue') order by 1`,
    sql`select * from drizzle.__drizzle_migrations order by id`,
    sql`select version from queue.version`,
  ]);
  return { tables, constraints, indexes, triggers, functions, ran, queues };
}

test('three starters at once on an empty database do no harm', { timeout: 60_000 }, async () => {
  await using alone = await createEmptyDatabase();
  await migrateStore(alone.ownerUrl);
  await using crowded = await createEmptyDatabase();
  await Promise.all([1, 2, 3].map(() => migrateStore(crowded.ownerUrl)));
  await using first = disposable(alone.ownerUrl);
  await using second = disposable(crowded.ownerUrl);
  const { ran: ranAlone, ...expected } = await definition(first.client);
  const { ran, ...made } = await definition(second.client);
  expect(made).toEqual(expected);
  expect(ran).toHaveLength(ranAlone.length);
});

test('running the migrations again changes nothing', { timeout: 60_000 }, async () => {
  await using database = await createEmptyDatabase();
  await migrateStore(database.ownerUrl);
  await using sql = disposable(database.ownerUrl);
  const before = await definition(sql.client);
  await migrateStore(database.ownerUrl);
  expect(await definition(sql.client)).toEqual(before);
});

test('a starter that fails leaves the lock to the next one', { timeout: 60_000 }, async () => {
  await using database = await createEmptyDatabase();
  await using sql = disposable(database.ownerUrl);
  await sql.client`create table jobs (in_the_way int)`;
  await expect(migrateStore(database.ownerUrl)).rejects.toMatchObject({ cause: { code: '42P07' } });
  await sql.client`drop table jobs`;
  await migrateStore(database.ownerUrl);
  expect(await sql.client`select count(*)::int as jobs from jobs`).toEqual([{ jobs: 0 }]);
});

test(
  'a server whose one user is no superuser, as managed ones give, can be migrated and worked with',
  { timeout: 120_000 },
  async () => {
    const url = await serverWithAPlainUser();
    await migrateStore(url);
    await migrateStore(url);
    const store = openStore({ url, connections: 2, name: 'holdfast-test' });
    onTestFinished(() => store.close());
    const complaints: Error[] = [];
    const boss = await startBoss({
      url,
      name: 'holdfast-test',
      connections: 2,
      onError: (error) => complaints.push(error),
    });
    onTestFinished(() => boss.stop({ graceful: true, close: true }));
    expect(await store.sql`select current_user::text, session_user::text`).toEqual([
      { current_user: 'holdfast_app', session_user: 'team' },
    ]);
    const masterKey = MasterKey.parse(MasterKey.generate());
    await seedEstate({ db: store.db, boss, clock: systemClock, masterKey });
    await expect(store.sql`update audit_log set action = 'x'`).rejects.toMatchObject({ code: '42501' });
    expect(complaints).toEqual([]);
  },
);

/** A server that never knew Holdfast, and a user on it that owns one database and may make roles. */
async function serverWithAPlainUser(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-migrations-'));
  await chmod(home, 0o711);
  const store = await startEmbeddedStore({
    home,
    throwAway: true,
    log: { info: () => undefined, warn: () => undefined },
  });
  onTestFinished(async () => {
    await store.stop();
    await rm(home, { recursive: true });
  });
  await using sql = disposable(store.ownerUrl);
  await sql.client`alter role holdfast_app rename to unknown_to_holdfast`;
  await sql.client`create role team login createrole password 'team'`;
  await sql.client`create database team owner team`;
  const url = new URL(store.ownerUrl);
  Object.assign(url, { username: 'team', password: 'team', pathname: '/team' });
  return url.href;
}
