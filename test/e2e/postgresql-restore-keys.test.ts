import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { attemptsOf, backUp, ended, onlyPoint } from '../kit/jobs.ts';
import { connect } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { tableFacts } from '../kit/shop.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld } from '../kit/world.ts';
import { keptSchemas, openYard, type Yard } from '../kit/yard.ts';

vi.setConfig({ testTimeout: 120_000 });

let yard: Yard;

beforeAll(async () => {
  yard = await openYard();
}, 120_000);
beforeEach(() => yard.reset());
afterEach(() => yard.expectNoLeftovers());
afterAll(async () => yard?.[Symbol.asyncDispose]());

const replace = { conflict: 'REPLACE' } as const;

describe('foreign keys', () => {
  const validity = (name: string) =>
    yard.use(
      async (sql) => (await sql`select convalidated from pg_constraint where conname = ${name}`)[0]?.['convalidated'],
    );

  test('are checked when they were, and not when they were not', async () => {
    expect(await yard.restore(['orders'], replace)).toMatchObject({ status: 'COMPLETED', error: null, warnings: [] });
    expect(await validity('lines_order_id_fkey')).toBe(true);
    expect(await validity('orders_customer_fkey')).toBe(true);
    expect(await validity('since_2026')).toBe(false);
  });

  test('with rows against them are in force and told, and nothing is undone', async () => {
    await yard.use(async (sql) => {
      await sql`insert into orders values (5000, 1)`;
      await sql`insert into lines values (5000, 1)`;
    });
    expect(await yard.restore(['orders'], replace)).toMatchObject({
      status: 'COMPLETED_WITH_WARNINGS',
      error: null,
      warnings: [
        {
          code: 'FOREIGN_KEY_VIOLATED',
          subject: '"public"."lines"."lines_order_id_fkey"',
          message: expect.stringContaining('violates foreign key constraint'),
        },
      ],
    });
    expect(await validity('lines_order_id_fkey')).toBe(false);
    expect(await yard.countOf('orders')).toBe(300);
  });

  test('of a partitioned table with rows against them cannot be laid, and are told', async () => {
    await yard.use((sql) => sql.unsafe('drop table days; truncate customers cascade'));
    expect(await yard.restore(['days'])).toMatchObject({
      status: 'COMPLETED_WITH_WARNINGS',
      warnings: [
        {
          code: 'FOREIGN_KEY_NOT_RESTORED',
          subject: '"public"."days"."of_customer"',
          message: expect.stringMatching(/violates foreign key.+FOREIGN KEY \(customer\) REFERENCES/),
        },
      ],
    });
    expect(await yard.countOf('days')).toBe(1);
  });

  test('to a table that is not there any more are told with what the server said', async () => {
    await yard.use((sql) => sql.unsafe('drop table lines; drop table orders cascade'));
    expect(await yard.restore(['lines'])).toMatchObject({
      status: 'COMPLETED_WITH_WARNINGS',
      warnings: [
        { code: 'FOREIGN_KEY_NOT_RESTORED', message: expect.stringContaining('"public.orders" does not exist') },
      ],
    });
  });

  test('of tables that were not chosen, gone with what they pointed to, are told by name and definition', async () => {
    await yard.use((sql) => sql`drop table orders cascade`);
    const job = await yard.restore(['orders']);
    expect(job.warnings.map(({ code, subject }) => `${code} ${subject}`).toSorted()).toEqual([
      'FOREIGN_KEY_NOT_RESTORED "public"."lines"."lines_order_id_fkey"',
      'FOREIGN_KEY_NOT_RESTORED "public"."old_lines"."since_2026"',
    ]);
    expect(job.warnings[0]?.message).toContain('FOREIGN KEY (order_id) REFERENCES public.orders(id)');
  });
});

describe('tables in use', () => {
  const endOfFirstAttempt = (jobId: string) =>
    waitFor(
      'the first attempt to end',
      async () => (await attemptsOf(yard.world, jobId)).find(({ error }) => error !== null),
      60_000,
    );

  test('a key that could not be laid for somebody in the way is not lost: the swap is taken back, and made by the next attempt', async () => {
    await using client = connect(yard.server.url('yard'));
    await using watch = connect(yard.server.url('yard'));
    await client.sql`drop table orders cascade`;
    await client.sql`begin`;
    await client.sql`insert into customers values (900, 'new')`;
    const input = { recoveryPointId: yard.pointId, tables: ['orders'] };
    const { jobId } = await requestRestore(yard.world.ctx, { input, idempotencyKey: yard.world.key() });
    const pid = await waitFor('the swap to wait for customers', async () => {
      const [waiting] = await watch.sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = 'yard' and wait_event_type = 'Lock' and query like '%add constraint%'`;
      return waiting?.pid;
    });
    await watch.sql`select pg_cancel_backend(${pid})`;
    const first = await endOfFirstAttempt(jobId);
    expect(first).toMatchObject({ error: { retryable: true } });
    expect(await watch.sql`select to_regclass('public.orders') as orders`).toEqual([{ orders: null }]);
    await client.sql`commit`;
    const job = await ended(yard.world, jobId);
    expect(job.warnings.map(({ subject }) => subject)).not.toContain('"public"."orders"."orders_customer_fkey"');
    const facts = await yard.use((sql) => tableFacts(sql, 'orders'));
    expect(facts['constraints']).toContainEqual(expect.stringMatching(/^orders_customer_fkey FOREIGN KEY .+ true$/));
  });

  test('a lock that is not to be had leaves the target as it was, and the job is tried again', async () => {
    await using client = connect(yard.server.url('yard'));
    await client.sql`begin`;
    const [before] = await client.sql`select 'lines'::regclass::oid, count(*) from lines`;
    const input = { recoveryPointId: yard.pointId, tables: ['lines'], target: replace };
    const { jobId } = await requestRestore(yard.world.ctx, { input, idempotencyKey: yard.world.key() });
    const first = await endOfFirstAttempt(jobId);
    expect(first).toMatchObject({ error: { code: 'TARGET_IN_USE', retryable: true, fault: 'SERVICE' } });
    expect(await client.sql`select 'lines'::regclass::oid, count(*) from lines`).toEqual([before]);
    await client.sql`commit`;
    expect(await ended(yard.world, jobId)).toMatchObject({ status: 'COMPLETED', error: null });
  });
});

/** A restore of orders in a yard.world of its own, whose worker dies at the point. */
async function dieAt(fault: string) {
  const own = await openWorld();
  const worker = await own.startWorker();
  const { itemId } = await protectDatabases(own, yard.server.source({ database: 'yard' }));
  expect(await backUp(own, itemId)).toMatchObject({ status: 'COMPLETED', error: null });
  const { id } = await onlyPoint(own, itemId);
  worker.kill('SIGKILL');
  await worker.ended;
  const input = { recoveryPointId: id, tables: ['orders'], target: replace };
  const { jobId } = await requestRestore(own.ctx, { input, idempotencyKey: own.key() });
  const dying = await own.startWorker({ HOLDFAST_FAULT: fault });
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
  return {
    async settled() {
      await own.startWorker();
      return ended(own, jobId, 120_000);
    },
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  };
}

describe('what a worker that died left', () => {
  test('is in place: the keys that it had not checked are told, with what checks them', async () => {
    await using scene = await dieAt('restore.swapped');
    const job = await scene.settled();
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', error: null });
    expect(job.warnings.map(({ code, subject }) => `${code} ${subject}`).toSorted()).toEqual([
      'FOREIGN_KEY_NOT_CHECKED "public"."lines"."lines_order_id_fkey"',
      'FOREIGN_KEY_NOT_CHECKED "public"."orders"."orders_customer_fkey"',
    ]);
    for (const { message } of job.warnings) {
      await yard.use((sql) => sql.unsafe(message.slice(message.indexOf('alter table'))));
    }
    expect(await yard.use((sql) => sql`select conname from pg_constraint where not convalidated`)).toEqual([
      { conname: 'since_2026' },
    ]);
    expect(keptSchemas(job)).toHaveLength(1);
  });

  test('is removed from its database, whatever that is called by now', async () => {
    await using scene = await dieAt('restore.landed');
    await yard.server.use('postgres', async (sql) => {
      await sql`alter database yard rename to yard_moved`;
      await sql`create database yard`;
    });
    const job = await scene.settled();
    expect(job).toMatchObject({ error: null });
    const left = await yard.server.use(
      'yard_moved',
      (sql) => sql`select nspname from pg_namespace where nspname like 'holdfast%'`,
    );
    expect([...left]).toEqual([]);
    await yard.server.use('postgres', async (sql) => void (await sql`drop database yard_moved with (force)`));
  });
});
