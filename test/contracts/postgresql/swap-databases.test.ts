import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  isSwapped,
  swapDatabases,
  type DatabaseSwap,
} from '@holdfast/worker/sources/postgresql/restore/databases/swap-databases';
import { connect, startPostgresql, type PostgresqlServer } from '../../kit/postgresql-server.ts';
import { waitFor } from '../../kit/wait-for.ts';

let server: PostgresqlServer;
const names = Array.from({ length: 10 }, (_, index) => index);

beforeAll(async () => {
  server = await startPostgresql();
}, 60_000);
afterAll(async () => server?.[Symbol.asyncDispose]());

/** A database with a restored one beside it that is to take its place. */
async function scene(): Promise<{ target: string; swap: DatabaseSwap }> {
  const number = names.shift();
  const [target, scratch] = [`shop_${number}`, `holdfast_restore_${number}`];
  for (const name of [target, scratch]) {
    await server.createDatabase(name);
    await server.use(name, (sql) => sql`create table who as select ${name} as name`);
  }
  const oids = await server.use(
    'postgres',
    (sql) => sql<{ name: string; oid: number }[]>`
      select datname as name, oid::int as oid from pg_database where datname in ${sql([target, scratch])}`,
  );
  const oidOf = (name: string) => oids.find((row) => row.name === name)?.oid ?? 0;
  const old = { oid: oidOf(target), keptAs: `${target}_replaced` };
  return {
    target,
    swap: {
      jobId: 'job_0',
      databases: [{ scratch, scratchOid: oidOf(scratch), target, old }],
      restored: { restoredTo: '', tables: 1, bytes: 1, warnings: { first: [], count: 0 } },
    },
  };
}

async function swapIn(swap: DatabaseSwap, signal = new AbortController().signal): Promise<void> {
  await using swapping = connect(server.url('postgres'));
  await using ending = connect(server.url('postgres'));
  await swapDatabases({ swapping: swapping.sql, ending: ending.sql }, swap, signal);
}

const whoIs = (database: string) =>
  server.use(database, async (sql) => (await sql<{ name: string }[]>`select name from who`)[0]?.name);

/** Somebody who connects again as soon as they are cut off, until told to stop. Tells how often they were served by whom. */
async function insist(database: string, signal: AbortSignal): Promise<Map<string, number>> {
  const served = new Map<string, number>();
  while (!signal.aborted) {
    const name = await whoIs(database).catch(() => undefined);
    if (name !== undefined) served.set(name, (served.get(name) ?? 0) + 1);
  }
  return served;
}

test(
  'a database is swapped although programs connect again as soon as their sessions are ended',
  { timeout: 60_000 },
  async () => {
    const { target, swap } = await scene();
    const stop = new AbortController();
    const insisting = names.slice(0, 4).map(() => insist(target, stop.signal));
    await swapIn(swap);
    expect(await whoIs(target)).toBe(swap.databases[0]?.scratch);
    stop.abort();
    await Promise.all(insisting);
    expect(await whoIs(`${target}_replaced`)).toBe(target);
  },
);

test('a swap that is cut off in the middle leaves the database as it was, and open', { timeout: 60_000 }, async () => {
  const { target, swap } = await scene();
  await using holder = connect(server.url(target));
  await holder.sql`select 1`;
  await using swapping = connect(server.url('postgres'));
  await using ending = connect(server.url('postgres'));
  // Whoever holds the row of the restored database stops the swap after the first of its renames.
  await using other = connect(server.url('postgres'));
  const blocked = Promise.withResolvers<void>();
  const holding = other.sql.begin(async (tx) => {
    await tx.unsafe(`comment on database ${swap.databases[0]?.scratch} is 'held'`);
    await blocked.promise;
  });
  const swapped = swapDatabases({ swapping: swapping.sql, ending: ending.sql }, swap, new AbortController().signal);
  // Its failure is looked at further down; until then it must not count as unheard.
  swapped.catch(() => undefined);
  await waitFor('the swap to wait for the lock', () => isWaiting('alter database%rename%'));
  await server.use(
    'postgres',
    (sql) => sql`
    select pg_terminate_backend(pid) from pg_stat_activity where query like 'alter database%rename%' and pid <> pg_backend_pid()`,
  );
  await expect(swapped).rejects.toThrow(/terminating connection|CONNECTION_CLOSED/);
  blocked.resolve();
  await holding;
  expect(await whoIs(target)).toBe(target);
  expect(await server.use('postgres', (sql) => isSwapped(sql, swap))).toBe(false);
});

async function isWaiting(statement: string): Promise<boolean> {
  const rows = await server.use(
    'postgres',
    (sql) => sql`
    select from pg_stat_activity where wait_event_type = 'Lock' and query like ${statement}`,
  );
  return rows.length > 0;
}

test(
  'a database that was dropped and made anew meanwhile is not taken for the one to replace',
  { timeout: 60_000 },
  async () => {
    const { target, swap } = await scene();
    await server.use('postgres', async (sql) => {
      await sql.unsafe(`drop database ${target}`);
      await sql.unsafe(`create database ${target}`);
      await sql.unsafe(`alter database ${target} connection limit 5`);
    });
    await expect(swapIn(swap)).rejects.toMatchObject({ code: 'TARGET_CHANGED' });
    const rows = await server.use(
      'postgres',
      (sql) => sql`select datconnlimit as limit from pg_database where datname = ${target}`,
    );
    expect([...rows]).toEqual([{ limit: 5 }]);
  },
);

test('two databases change places together or not at all', { timeout: 60_000 }, async () => {
  const [first, second] = [await scene(), await scene()];
  const gone = second.swap.databases.map((one) => ({ ...one, scratch: 'holdfast_restore_gone' }));
  const broken = { ...first.swap, databases: [...first.swap.databases, ...gone] };
  await expect(swapIn(broken)).rejects.toThrow(/does not exist/);
  expect(await whoIs(first.target)).toBe(first.target);
  await swapIn({ ...first.swap, databases: [...first.swap.databases, ...second.swap.databases] });
  for (const { target, swap } of [first, second]) expect(await whoIs(target)).toBe(swap.databases[0]?.scratch);
});
