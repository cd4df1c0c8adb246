import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession, withSession } from '@holdfast/worker/sources/postgresql/connect';
import { explainSql } from '@holdfast/worker/sources/postgresql/errors';
import { toolEnvironment } from '@holdfast/worker/sources/postgresql/server';
import { inTransaction } from '@holdfast/worker/sources/postgresql/transaction';
import { startPostgresql, type PostgresqlServer, type User } from '../../kit/postgresql-server.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { serverOf } from './take-point.ts';

const LONG = { timeout: 120_000 };
const MAINTENANCE = { database: 'postgres' };
/** Some machines have no addresses of the second kind. */
const HOSTS = readFileSync('/proc/net/if_inet6', 'utf8') === '' ? ['127.0.0.1'] : ['127.0.0.1', '::1'];
let server: PostgresqlServer;
let hurried: User;

beforeAll(async () => {
  server = await startPostgresql({ settings: { max_prepared_transactions: '2' } });
  hurried = await server.createUser('hurried', 'superuser');
  await server.use('postgres', (sql) =>
    sql.unsafe(`
      create schema theirs;
      alter role hurried set search_path to theirs;
      alter role hurried set statement_timeout to '11s';
      alter role hurried set lock_timeout to '12s';
      alter role hurried set idle_in_transaction_session_timeout to '13s';
      alter role hurried set idle_session_timeout to '14s'`),
  );
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

const ours = (as?: User) => serverOf(server.source(as ? { as } : {}));

describe('what a role has set', () => {
  const shown = [
    'search_path',
    'statement_timeout',
    'lock_timeout',
    'idle_in_transaction_session_timeout',
    'idle_session_timeout',
  ];
  const lifted = { search_path: '', ...Object.fromEntries(shown.slice(1).map((name) => [name, '0'])) };
  const names = `select name, setting from pg_catalog.pg_settings where name in (${shown.map((name) => `'${name}'`).join()})`;
  const asRecord = (rows: readonly { name: string; setting: string }[]) =>
    Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));

  test('does not reach our sessions', LONG, async () => {
    const rows = await withSession(ours(hurried), MAINTENANCE, (sql) =>
      sql.unsafe<{ name: string; setting: string }[]>(names),
    );
    expect(asRecord(rows)).toEqual(lifted);
  });

  test("does not reach PostgreSQL's programs either, once the server's version is known", LONG, async () => {
    const { PGOPTIONS = '' } = toolEnvironment({ ...ours(hurried), major: 15 });
    const sql = postgres(server.url('postgres', hurried), { max: 1, connection: { options: PGOPTIONS } });
    const rows = await sql.unsafe<{ name: string; setting: string }[]>(names);
    await sql.end();
    // Its programs set their own search path.
    expect(asRecord(rows)).toEqual({ ...lifted, search_path: 'theirs' });
    const optionsOf = (major: number) => toolEnvironment({ ...ours(), major })['PGOPTIONS'];
    expect(optionsOf(13)).not.toMatch(/idle_session|transaction_timeout/);
    expect(optionsOf(17)).toMatch(/idle_session_timeout=0 -c transaction_timeout=0/);
  });
});

describe('a connection that is lost', () => {
  const end = (pid: number | undefined) =>
    server.use('postgres', (sql) => sql`select pg_terminate_backend(${pid ?? 0}, 5000)`);

  test('is not made anew: what it held is gone, and every further statement is refused', LONG, async () => {
    await using session = openSession(ours(), MAINTENANCE);
    const [own] = await session.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await end(own?.pid);
    for (const _ of [1, 2, 3]) {
      const error: unknown = await session.sql`select pg_backend_pid() as pid`.catch((thrown: unknown) => thrown);
      expect(explainSql(error, ours())).toMatchObject({ code: 'SOURCE_UNREACHABLE', retryable: true });
    }
    const [left] = await server.use(
      'postgres',
      (sql) => sql`select count(*)::int as n from pg_stat_activity where application_name = 'holdfast'`,
    );
    expect(left).toEqual({ n: 0 });
  });

  test('ends the work that was in the middle of a transaction, and nothing else', LONG, async () => {
    const work = withSession(ours(), MAINTENANCE, (sql) =>
      inTransaction(sql, async () => {
        const [own] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
        await end(own?.pid);
        await sql`select 1`;
      }),
    );
    await expect(work).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  });

  test(
    "in the middle of one of the client's own transactions refuses what comes after it, and the process lives",
    LONG,
    async () => {
      await using session = openSession(ours(), MAINTENANCE);
      const heard = Promise.withResolvers<void>();
      let later = async (): Promise<unknown> => undefined;
      const work = session.sql.begin(async (tx) => {
        const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
        later = () => tx`select 1`;
        await end(own?.pid);
        await heard.promise;
      });
      // The client gives it up once it has heard; the work itself does not know yet.
      await expect(work).rejects.toThrow(/CONNECTION_CLOSED/);
      await expect(later()).rejects.toThrow(/CONNECTION_DESTROYED/);
      heard.resolve();
    },
  );

  test('is told as such, without the words of the client', LONG, async () => {
    const work = withSession(ours(), MAINTENANCE, async (sql) => {
      const [own] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await end(own?.pid);
      await waitFor('it to be lost', async () =>
        sql`select 1`.then(
          () => false,
          () => true,
        ),
      );
      await sql`select 1`;
    });
    await expect(work).rejects.toMatchObject({ message: expect.stringMatching(/: the connection was lost$/) });
  });
});

describe('a server is reached', () => {
  test('by its name, its address of either kind, and the folder of its socket', LONG, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'socket-'));
    chmodSync(folder, 0o777);
    await using own = await startPostgresql({
      settings: { listen_addresses: HOSTS.join(), unix_socket_directories: folder },
    });
    for (const host of [...HOSTS, 'localhost', folder]) {
      const reached = serverOf({ ...own.source(), config: { ...own.source().config, host } });
      const [row] = await withSession(
        reached,
        MAINTENANCE,
        (sql) => sql<{ address: string | null }[]>`select host(inet_client_addr()) as address`,
      );
      expect(host === folder, host).toBe(row?.address === null);
    }
    rmSync(folder, { recursive: true });
  });

  test('or it is told that it is not: one that hangs up at once is not called again and again', LONG, async () => {
    let calls = 0;
    const silent = createServer((socket) => {
      calls += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { config, ...rest } = ours();
    const work = withSession(
      { ...rest, config: { ...config, port, sslMode: 'DISABLE' } },
      MAINTENANCE,
      (sql) => sql`select 1`,
    );
    await expect(work).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    expect(calls).toBe(1);
    silent.close();
  });
});

describe('what the server raises', () => {
  const raised = (statement: string) => withSession(ours(), MAINTENANCE, (sql) => sql.unsafe(statement));

  test('a statement that was cancelled is not taken for a server that is down', LONG, async () => {
    const work = withSession(
      { ...ours(), application: 'holdfast cancelled' },
      MAINTENANCE,
      (sql) => sql`select pg_sleep(60)`,
    );
    work.catch(() => undefined);
    await waitFor('it to be cancelled', async () => {
      const done = await server.use(
        'postgres',
        (sql) => sql`
        select pg_cancel_backend(pid) from pg_stat_activity
        where application_name = 'holdfast cancelled' and query like 'select pg_sleep%'`,
      );
      return done.length > 0;
    });
    await expect(work).rejects.toMatchObject({ code: 'SOURCE_CANCELLED', retryable: true });
  });

  test('what stands in the way is told with what the server adds', LONG, async () => {
    await server.createDatabase('prepared');
    await server.use('prepared', (sql) =>
      sql.unsafe(`begin; create table t (n int); prepare transaction 'x'`).simple(),
    );
    await expect(raised('drop database prepared')).rejects.toMatchObject({
      code: 'TARGET_IN_USE',
      message: expect.stringContaining('There is 1 prepared transaction'),
    });
    await server.use('prepared', (sql) => sql.unsafe(`rollback prepared 'x'`));
  });

  test('rows and values that it adds are not told', LONG, async () => {
    const statement = `create temporary table t (n text check (n <> 'sk-live')); insert into t values ('sk-live')`;
    const error: unknown = await raised(statement).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SOURCE_REFUSED' });
    expect(`${JSON.stringify(error)} ${String(error)}`).not.toContain('sk-live');
  });

  test('a refusal is tried again only where another try may end otherwise', LONG, async () => {
    await expect(raised('select 1 / 0')).rejects.toMatchObject({ code: 'SOURCE_REFUSED', retryable: false });
    const conflict = `do $$ begin raise exception using errcode = '40001'; end $$`;
    await expect(raised(conflict)).rejects.toMatchObject({ code: 'SOURCE_REFUSED', retryable: true });
    const broken = `do $$ begin raise exception using errcode = 'XX001'; end $$`;
    await expect(raised(broken)).rejects.toMatchObject({ code: 'SOURCE_REFUSED', retryable: false });
  });
});
