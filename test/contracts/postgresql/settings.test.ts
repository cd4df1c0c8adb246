import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDatabase } from '@holdfast/worker/sources/postgresql/backup/read-database';
import { openSession } from '@holdfast/worker/sources/postgresql/connect';
import { giveBackSettings } from '@holdfast/worker/sources/postgresql/restore/databases/give-back-settings';
import { replacedComment } from '@holdfast/worker/sources/postgresql/restore/names';
import type { DatabaseSettings } from '@holdfast/worker/sources/postgresql/settings-part';
import { connect, startPostgresql, type PostgresqlServer } from '../../kit/postgresql-server.ts';
import { seededRandom, testSeed } from '../../kit/seeded-random.ts';
import { serverOf } from './take-point.ts';

const LONG = { timeout: 120_000 };
let server: PostgresqlServer;

beforeAll(async () => {
  server = await startPostgresql();
  for (const name of ['shop', 'copy', 'lists', 'again']) await server.createDatabase(name);
  await server.createUser('clerk');
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

async function inOurs<T>(database: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  await using session = openSession(serverOf(server.source()), { database });
  return await work(session.sql);
}

const described = (name: string) => inOurs(name, (sql) => readDatabase(sql));
const giveBack = (scratch: string, settings: DatabaseSettings) =>
  inOurs(scratch, (sql) => giveBackSettings(sql, { scratch, described: settings }));

/** What is set in a database, by the role that it is set for. */
async function settingsOf(database: string) {
  const rows = await server.use(
    'postgres',
    (sql) => sql<{ role: string; settings: string[] }[]>`
      select setrole::regrole::text as role, setconfig as settings
      from pg_db_role_setting join pg_database d on d.oid = setdatabase where datname = ${database} order by 1`,
  );
  return Object.fromEntries(rows.map(({ role, settings }) => [role, settings]));
}

async function superusers() {
  return [...(await server.use('postgres', (sql) => sql`select rolname from pg_roles where rolsuper order by 1`))];
}

describe('settings of a database are given back', () => {
  test('never as statements: nobody becomes a superuser by what was set for himself', LONG, async () => {
    const mallory = await server.createUser('mallory');
    await using client = connect(server.url('shop', mallory));
    for (const value of ['a;alter/**/role/**/mallory/**/superuser', `a';alter/**/role/**/mallory/**/superuser--`]) {
      await client.sql`select set_config('search_path', ${value}, false)`;
      await client.sql`alter role mallory in database shop set search_path from current`;
      expect(await giveBack('copy', await described('shop'))).toEqual([]);
      expect(await superusers()).toEqual([{ rolname: 'postgres' }]);
      expect(await settingsOf('copy')).toEqual({ mallory: [`search_path="${value}"`] });
    }
  });

  test(
    'as they were: names with blanks and quotes, empty ones, texts of any kind, lists of no names',
    LONG,
    async () => {
      await server.use('lists', async (sql) => {
        await sql.unsafe(`alter database lists set search_path to 'My s', public, ''`);
        await sql.unsafe(`alter database lists set temp_tablespaces to ''`);
        await sql.unsafe(`alter database lists set datestyle to 'ISO, DMY'`);
        await sql.unsafe(`alter database lists set "app.Key" to E'a''b\\\\c, "d" = e;\\nf'`);
        await sql.unsafe(`alter role clerk in database lists set session_preload_libraries to 'A b', '$libdir/x'`);
        await sql.unsafe(`alter role clerk in database lists set search_path to "$user", "Sales ""x""", 'it''s'`);
      });
      expect(await giveBack('again', await described('lists'))).toEqual([]);
      expect(await settingsOf('again')).toEqual(await settingsOf('lists'));
    },
  );

  test('whatever names a list holds, they come back, and nothing but names is said to the server', LONG, async () => {
    const random = seededRandom(testSeed());
    const below = (limit: number) => Math.floor(random() * limit);
    const letters = Array.from(`aZ;"'\\,$ -*/()\t\né=`);
    const word = (least: number) =>
      Array.from({ length: least + below(8) }, () => letters[below(letters.length)] ?? '').join('');
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const settings = await described('shop');
    await inOurs('again', async (sql) => {
      for (let round = 0; round < 150; round += 1) {
        const names = Array.from({ length: 1 + below(4) }, () => word(0));
        const written = names.map((name) => quoted(name)).join(', ');
        for (const value of [written, word(1)]) {
          await sql`alter role clerk in database again reset all`;
          const roleSettings = [{ role: 'clerk', settings: [`search_path=${value}`] }];
          const warnings = await giveBackSettings(sql, { scratch: 'again', described: { ...settings, roleSettings } });
          const given = (await settingsOf('again'))['clerk'];
          expect(given === undefined, `${JSON.stringify(value)} comes back or is told`).toBe(warnings.length > 0);
          if (value !== written) continue;
          const asWritten = names.map((name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoted(name))).join(', ');
          expect(given).toEqual([`search_path=${asWritten}`]);
        }
      }
    });
    expect(await superusers()).toEqual([{ rolname: 'postgres' }]);
  });

  test('a name without quotes means what it meant', LONG, async () => {
    await using client = connect(server.url('lists', await server.createUser('wanda')));
    await client.sql`select set_config('search_path', 'Sales, "Sales"', false)`;
    await client.sql`alter role wanda in database lists set search_path from current`;
    await giveBack('again', await described('lists'));
    expect((await settingsOf('again'))['wanda']).toEqual(['search_path=sales, "Sales"']);
  });
});

describe('what is not given back', () => {
  const KEY = 'sk-live-0123456789';

  test('is told by its name, and its value never', LONG, async () => {
    const settings = {
      ...(await described('shop')),
      roleSettings: [
        { role: null, settings: [`work_mem=${KEY}`, `search_path="${KEY}`, `app.key=${KEY}`] },
        { role: 'ghost', settings: [`app.key=${KEY}`] },
      ],
      grants: [
        { grantee: 'ghost', privilege: 'CONNECT', grantable: false },
        { grantee: 'clerk', privilege: `connect on database shop to clerk; select '${KEY}'`, grantable: false },
      ],
    };
    const warnings = await giveBack('copy', settings);
    expect(warnings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'SETTING_NOT_RESTORED database shop: work_mem',
      'SETTING_NOT_RESTORED database shop: search_path',
      'SETTING_NOT_RESTORED role ghost in database shop: app.key',
      'SETTING_NOT_RESTORED database shop: CONNECT for ghost',
      'SETTING_NOT_RESTORED database shop: a right for clerk',
    ]);
    expect(warnings[0]?.message).toContain('22023');
    expect(JSON.stringify(warnings)).not.toContain(KEY);
    await server.use('postgres', (sql) => sql`alter database copy reset all`);
  });

  test('fails the restore where it is the connection that was lost', LONG, async () => {
    const settings = await described('shop');
    await using session = openSession(serverOf(server.source()), { database: 'copy' });
    const [own] = await session.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await server.use('postgres', (sql) => sql`select pg_terminate_backend(${own?.pid ?? 0}, 5000)`);
    await expect(giveBackSettings(session.sql, { scratch: 'copy', described: settings })).rejects.toThrow(
      /CONNECTION_|terminating connection/,
    );
  });

  test('is the comment of a restore: it would keep the database out of backups', LONG, async () => {
    const settings = await described('shop');
    const comment = replacedComment({ jobId: 'job_1', name: 'shop_replaced' });
    await server.use('postgres', (sql) => sql.unsafe(`comment on database shop is '${comment}'`));
    expect((await described('shop')).comment).toBeNull();
    const commentOfCopy = () =>
      server.use(
        'postgres',
        (sql) => sql`select shobj_description(oid, 'pg_database') as text from pg_database where datname = 'copy'`,
      );
    expect(await giveBack('copy', { ...settings, comment })).toEqual([]);
    expect([...(await commentOfCopy())]).toEqual([{ text: null }]);
    expect(await giveBack('copy', { ...settings, comment: "it's ours" })).toEqual([]);
    expect([...(await commentOfCopy())]).toEqual([{ text: "it's ours" }]);
  });
});
