import { afterAll, expect, test } from 'vitest';
import { openStore } from '@holdfast/db/client';
import { migrateStore } from '@holdfast/db/migrate';
import { createDatabase } from '../../kit/postgres.ts';
import { disposable } from './empty-database.ts';

const database = await createDatabase({ prepare: migrateStore });
afterAll(() => database.drop());

const REFUSED = { code: '42501' };
const APPEND_ONLY = [
  'audit_log',
  'drills',
  'job_events',
  'recovery_point_parts',
  'repository_checks',
  'repository_sizes',
];

test('the application’s role owns nothing: no table, no function, no type, no schema, no database', async () => {
  await using owner = disposable(database.ownerUrl);
  const [owned] = await owner.client`
    select
      (select count(*)::int from pg_class where relowner = 'holdfast_app'::regrole) as relations,
      (select count(*)::int from pg_proc where proowner = 'holdfast_app'::regrole) as functions,
      (select count(*)::int from pg_type where typowner = 'holdfast_app'::regrole) as types,
      (select count(*)::int from pg_namespace where nspowner = 'holdfast_app'::regrole) as schemas,
      (select count(*)::int from pg_database where datdba = 'holdfast_app'::regrole) as databases`;
  expect(owned).toEqual({ relations: 0, functions: 0, types: 0, schemas: 0, databases: 0 });
});

test.for(APPEND_ONLY)('the application’s role cannot change or take back what %s says', async (table) => {
  await using app = disposable(database.appUrl);
  await using owner = disposable(database.ownerUrl);
  const [column] = await owner.client<{ name: string }[]>`
    select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum = 1`;
  await expect(
    app.client`update ${app.client(table)} set ${app.client(column?.name ?? '')} = default`,
  ).rejects.toMatchObject(REFUSED);
  await expect(app.client`delete from ${app.client(table)}`).rejects.toMatchObject(REFUSED);
  await expect(app.client`truncate ${app.client(table)}`).rejects.toMatchObject(REFUSED);
  expect(await app.client`select from ${app.client(table)}`).toEqual([]);
});

test.for(['jobs', 'recovery_points', 'vaults', 'repositories', 'protected_items', 'alerts'])(
  'the application’s role cannot delete rows of %s',
  async (table) => {
    await using app = disposable(database.appUrl);
    await expect(app.client`delete from ${app.client(table)}`).rejects.toMatchObject(REFUSED);
    await expect(app.client`truncate ${app.client(table)} cascade`).rejects.toMatchObject(REFUSED);
  },
);

test.for([
  'create table mine (n int)',
  'create table queue.mine (n int)',
  'create schema mine',
  'alter table jobs disable trigger all',
  'alter table audit_log owner to holdfast_app',
  'drop table audit_log',
  'drop trigger job_is_fenced on jobs',
  `create or replace function job_is_fenced() returns trigger language plpgsql as 'begin return new; end'`,
])('the application’s role cannot: %s', async (statement) => {
  await using app = disposable(database.appUrl);
  await expect(app.client.unsafe(statement)).rejects.toMatchObject(REFUSED);
});

test('a store that is opened with the owner’s URL works as the application’s role all the same', async () => {
  const store = openStore({ url: database.ownerUrl, connections: 1, name: 'holdfast-test' });
  try {
    expect(await store.sql`select current_user::text as role, current_setting('TimeZone') as zone`).toEqual([
      { role: 'holdfast_app', zone: 'UTC' },
    ]);
    await expect(store.sql`delete from audit_log`).rejects.toMatchObject(REFUSED);
  } finally {
    await store.close();
  }
});
