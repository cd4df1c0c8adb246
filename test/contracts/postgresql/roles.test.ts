import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readDatabase } from '@holdfast/worker/sources/postgresql/backup/read-database';
import { withSession } from '@holdfast/worker/sources/postgresql/connect';
import { dropCreatedRoles } from '@holdfast/worker/sources/postgresql/restore/roles/drop-created-roles';
import { createMissingRoles, type RolesWish } from '@holdfast/worker/sources/postgresql/restore/roles/roles';
import { toolEnvironment } from '@holdfast/worker/sources/postgresql/server';
import { connect, startPostgresql, type PostgresqlServer } from '../../kit/postgresql-server.ts';
import { installedTools, withEnvironment } from '../../kit/tools.ts';
import { serverOf } from './take-point.ts';

const run = promisify(execFile);
const LONG = { timeout: 120_000 };
let server: PostgresqlServer;
let dump: string;

/** Roles of which the database `shop` needs those that its name says something about. */
const ROLES = `
  create role shop_owner nologin;
  create role shop_clerk login password 'never-told' connection limit 3;
  create role shop_policy;
  create role shop_default;
  create role shop_guest;
  create role shop_set;
  create role shop_column;
  create role shop_open login;
  create role shop_root superuser login password 'never-told';
  create role staff;
  create role stranger superuser login password 'never-told';
  grant staff to shop_clerk;
  grant shop_owner to shop_clerk with admin option;
  grant staff to stranger;
  alter role shop_clerk set work_mem to '8MB';
`;
const SHOP = `
  alter database shop owner to shop_owner;
  grant connect on database shop to shop_guest;
  alter role shop_set in database shop set work_mem to '7MB';
  create table sold (n int, who text);
  alter table sold owner to shop_clerk;
  grant select (n) on sold to shop_column, shop_open;
  create policy mine on sold to shop_policy using (who = current_user);
  alter default privileges for role shop_owner grant select on tables to shop_default;
  create schema root authorization shop_root;
`;
const NEEDED = ['clerk', 'column', 'default', 'guest', 'open', 'owner', 'policy', 'root', 'set'].map(
  (one) => `shop_${one}`,
);

beforeAll(async () => {
  server = await startPostgresql();
  await server.createDatabase('shop');
  await server.createDatabase('plain');
  await server.use('shop', async (sql) => {
    await sql.unsafe(ROLES);
    await sql.unsafe(SHOP);
  });
  const environment = toolEnvironment(serverOf(server.source()));
  const { stdout } = await run(join(installedTools().postgresql.bin, 'pg_dumpall'), ['--roles-only'], {
    env: withEnvironment(environment),
  });
  dump = stdout;
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

const inOurs = <T>(database: string, work: (sql: Sql) => Promise<T>) =>
  withSession(serverOf(server.source()), { database }, work);
const neededIn = (database: string) => inOurs(database, async (sql) => (await readDatabase(sql)).roles);

async function roles() {
  const rows = await server.use(
    'postgres',
    (sql) => sql<{ name: string }[]>`select rolname as name from pg_roles where rolname !~ '^pg_' order by 1`,
  );
  return rows.map(({ name }) => name);
}

describe('the roles that a database needs', () => {
  test('are owners, and whoever has rights, policies, default rights or settings there; no others', LONG, async () => {
    expect(await neededIn('shop')).toEqual(NEEDED);
  });

  test('the first superuser is one of them only where something is its own', LONG, async () => {
    await server.use('plain', (sql) => sql.unsafe('alter database plain owner to shop_owner'));
    expect(await neededIn('plain')).toEqual(['shop_owner']);
    for (const [make, drop] of [
      ['create table mine (n int)', 'drop table mine'],
      ['create function mine() returns int language sql as $$ select 1 $$', 'drop function mine()'],
      ['create type mine as enum ()', 'drop type mine'],
      ['select lo_create(7)', 'select lo_unlink(7)'],
      ['create schema s authorization shop_owner; grant usage on schema s to postgres', 'drop schema s'],
    ] as const) {
      await server.use('plain', (sql) => sql.unsafe(make).simple());
      expect(await neededIn('plain'), make).toEqual(['postgres', 'shop_owner']);
      await server.use('plain', (sql) => sql.unsafe(drop).simple());
      expect(await neededIn('plain'), drop).toEqual(['shop_owner']);
    }
  });
});

describe('roles that are missing', () => {
  const none = { roles: [] };
  const all = { roles: NEEDED };
  const make = (wish: Partial<RolesWish> = {}) =>
    inOurs('postgres', (sql) => createMissingRoles(sql, { dump, databases: [all], ...wish }));
  const named = (made: { created: readonly { name: string }[] }) => made.created.map(({ name }) => name);

  beforeEach(async () => {
    await server.use('postgres', (sql) => sql.unsafe('drop database if exists shop with (force)'));
    for (const name of await roles()) {
      if (name === 'postgres') continue;
      await server.use('postgres', (sql) => sql`drop owned by ${sql(name)} cascade`);
      await server.use('plain', (sql) => sql`reassign owned by ${sql(name)} to postgres`);
      await server.use('postgres', (sql) => sql`drop role ${sql(name)}`);
    }
  });

  test(
    'are created where what is restored needs them, and superusers are told; others stay dropped',
    LONG,
    async () => {
      const made = await make();
      expect(named(made)).toEqual(NEEDED);
      expect(await roles()).toEqual(['postgres', ...NEEDED]);
      expect(made.warnings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
        'ROLE_NOT_COMPLETE shop_clerk',
        'ROLE_WITHOUT_PASSWORD shop_open',
        'ROLE_CREATED_SUPERUSER shop_root',
      ]);
      expect(made.warnings[0]?.message).toContain('staff');
      expect(JSON.stringify(made)).not.toMatch(/SCRAM|never-told/);
      const [clerk] = await server.use(
        'postgres',
        (sql) => sql`
        select r.rolcanlogin, r.rolconnlimit, r.rolconfig, pg_has_role('shop_clerk', 'shop_owner', 'member') as member,
          a.rolpassword like 'SCRAM%' as password
        from pg_authid a join pg_roles r on r.oid = a.oid where a.rolname = 'shop_clerk'`,
      );
      expect(clerk).toEqual({
        rolcanlogin: true,
        rolconnlimit: 3,
        rolconfig: ['work_mem=8MB'],
        member: true,
        password: true,
      });
      expect(await make()).toEqual({ created: [], warnings: [] });
    },
  );

  test('none, where nothing of them is needed; all, for a point that does not say', LONG, async () => {
    expect(await make({ databases: [none] })).toEqual({ created: [], warnings: [] });
    expect(await roles()).toEqual(['postgres']);
    expect(named(await make({ databases: [none, { roles: null }] }))).toEqual([...NEEDED, 'staff', 'stranger']);
  });

  test('for tables they have their names alone', LONG, async () => {
    const made = await make({ databases: [{ roles: ['shop_clerk', 'shop_root'] }], attributes: false });
    expect(made.warnings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'ROLE_CREATED_BARE shop_clerk',
      'ROLE_CREATED_BARE shop_root',
    ]);
    const rows = await server.use(
      'postgres',
      (sql) => sql`
        select r.rolsuper, r.rolcanlogin, a.rolpassword, r.rolconfig
        from pg_authid a join pg_roles r on r.oid = a.oid where r.rolname ~ '^shop'`,
    );
    const bare = { rolsuper: false, rolcanlogin: false, rolpassword: null, rolconfig: null };
    expect([...rows]).toEqual([bare, bare]);
  });

  test(
    'one that cannot be given all it had is told apart from one that is not there, without its values',
    LONG,
    async () => {
      const broken = `CREATE ROLE shop_clerk;\nALTER ROLE shop_clerk WITH LOGIN PASSWORD 'SCRAM-x';\n
      ALTER ROLE shop_clerk SET work_mem TO 'sk-live-0123';\nCREATE ROLE pg_mine;\nALTER ROLE pg_mine WITH LOGIN;\n`;
      const made = await make({ dump: broken, databases: [{ roles: ['shop_clerk', 'pg_mine'] }] });
      expect(named(made)).toEqual(['shop_clerk']);
      expect(made.warnings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
        'ROLE_NOT_COMPLETE shop_clerk',
        'ROLE_NOT_CREATED pg_mine',
      ]);
      expect(JSON.stringify(made)).not.toContain('sk-live');
    },
  );

  test('are written down before they are there for good: where that fails, none is', LONG, async () => {
    const journal = async () => {
      expect(await roles()).toEqual(['postgres']);
      throw new Error('no room for the journal');
    };
    await expect(make({ journal })).rejects.toThrow('no room');
    expect(await roles()).toEqual(['postgres']);
  });

  test('go again when the restore failed; not those that are used by now or are another one', LONG, async () => {
    const { created } = await make();
    await server.use('plain', (sql) =>
      sql.unsafe('create table theirs (n int); alter table theirs owner to shop_guest').simple(),
    );
    await server.use('postgres', async (sql) => {
      await sql`alter role shop_set rename to theirs`;
      await sql`create role shop_set`;
      await sql`drop role shop_default`;
      await sql`create role shop_default`;
      await sql`alter role shop_open password 'known'`;
    });
    await using client = connect(server.url('plain', { name: 'shop_open', password: 'known' }));
    await client.sql`select 1`;
    const drop = () => inOurs('postgres', (sql) => dropCreatedRoles(sql, created));
    expect(await drop()).toEqual(['shop_guest', 'shop_open', 'shop_set']);
    expect(await roles()).toEqual(['postgres', 'shop_default', 'shop_guest', 'shop_open', 'shop_set', 'theirs']);
    await server.use('plain', (sql) => sql`drop table theirs`);
    expect(await drop()).toEqual(['shop_open', 'shop_set']);
  });
});
