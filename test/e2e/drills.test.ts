import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DrillQuery } from '@holdfast/db/domain/drill';
import { alerts, jobTasks, protectedItems } from '@holdfast/db/schema';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { updateSite } from '@holdfast/db/services/site/update';
import { drill, expectNoScratch, probeOf } from '../kit/drills.ts';
import { backUp, onlyPoint } from '../kit/jobs.ts';
import { startPostgresql, type PostgresqlServer } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { flipBytes, packsOf } from '../kit/repository-faults.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { createShop } from '../kit/shop.ts';
import { mountSmallDisk } from '../kit/small-disk.ts';
import { postgresqlThatLoses, resticThatTampers, type Tampering } from '../kit/tampered-restores.ts';
import { listTree } from '../kit/tree.ts';
import { openVault } from '../kit/vault.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

vi.setConfig({ testTimeout: 60_000 });

async function provenAt(world: World, itemId: string): Promise<Date | null> {
  const [item] = await world.store.db.select().from(protectedItems).where(eq(protectedItems.id, itemId));
  return item?.lastProvenAt ?? null;
}

/** A drill that must fail has proven nothing, is told with its reason and its point, and leaves nothing. */
async function expectFailed(world: World, { itemId, code }: { itemId: string; code: string }) {
  const before = await provenAt(world, itemId);
  const { job, report } = await drill(world, itemId);
  const { id } = await onlyPoint(world, itemId);
  expect(job).toMatchObject({ status: 'FAILED', error: { code, message: expect.stringContaining(id) } });
  expect(report).toMatchObject({ outcome: 'FAILED', pointId: id, error: { code } });
  const [alert] = await world.store.db
    .select()
    .from(alerts)
    .where(and(eq(alerts.itemId, itemId), eq(alerts.jobId, job.id)));
  expect(alert).toMatchObject({ kind: 'DRILL_FAILED', condition: 'FIRED', severity: 'ERROR', error: { code } });
  expect(await provenAt(world, itemId)).toEqual(before);
  await expectNoScratch(world, job.id);
  return { job, report };
}

describe('files', () => {
  let world: World;
  let tampering: Tampering;
  let itemId: string;
  let before: string[];

  beforeAll(async () => {
    world = await openWorld();
    const folder = join(world.data, 'folder');
    mkdirSync(folder);
    makeOddTree(folder);
    ({ itemId } = await protectFolder(world, folder));
    tampering = resticThatTampers(world.home);
    await world.startWorker({ HOLDFAST_RESTIC: tampering.setting });
    await backUp(world, itemId);
    writeFileSync(join(folder, 'newer'), 'newer');
    before = listTree(world.data);
  }, 60_000);
  afterAll(async () => {
    // oxlint-disable-next-line vitest/no-standalone-expect -- it holds after every one of these drills
    expect(listTree(world.data), 'the original').toEqual(before);
    await world[Symbol.asyncDispose]();
  });

  test('a point is restored to a scratch folder, equals what the vault holds, and nothing of it stays', async () => {
    const { job, report } = await drill(world, itemId);
    expect(job).toMatchObject({ error: null, status: 'COMPLETED', result: { files: 15, probes: 3 } });
    expect(report).toMatchObject({ outcome: 'PASSED', evidence: { files: 15, filesCompared: 10 } });
    expect(report?.evidence?.probes.map(({ name, passed }) => ({ name, passed }))).toEqual([
      { name: 'count', passed: true },
      { name: 'attributes', passed: true },
      { name: 'content', passed: true },
    ]);
    expect(report?.restoreMs).toBeGreaterThan(0);
    expect(job.result?.['rtoMs']).toBe((report?.fetchMs ?? 0) + (report?.restoreMs ?? 0));
    expect(await provenAt(world, itemId)).toBeInstanceOf(Date);
    const tasks = await world.store.db
      .select()
      .from(jobTasks)
      .where(eq(jobTasks.jobId, job.id))
      .orderBy(jobTasks.ordinal);
    expect(tasks.map(({ name }) => name)).toEqual([
      'Make a scratch target',
      'Prepare the restore',
      'Restore to the scratch target',
      'Put it in place at the scratch target',
      'Look at what was restored',
    ]);
    await expectNoScratch(world, job.id);
  });

  test('a site that lets drills take less than the point needs fails it before anything is read', async () => {
    const siteId = await ensureSite(world.ctx, 'default');
    const input = { siteId, drillMaxBytes: 1_000 };
    await updateSite(world.ctx, { input, idempotencyKey: world.key() });
    const { job } = await expectFailed(world, { itemId, code: 'DRILL_TOO_LARGE' });
    expect(job.error?.remedy).toContain('drillMaxBytes');
    const without = { siteId, without: ['drillMaxBytes'] };
    await updateSite(world.ctx, { input: without, idempotencyKey: world.key() });
  });

  test('a scratch disk that is too small fails it, with what it needs and where', async () => {
    using _ = mountSmallDisk(join(world.home, 'worker', 'drills'), 8);
    const { job } = await expectFailed(world, { itemId, code: 'DRILL_NO_SPACE' });
    expect(job.error?.remedy).toContain('worker/drills');
  });

  test('one changed byte in a restored file, of the same size and time, is found by the stored content', async () => {
    tampering.arm();
    const { report } = await expectFailed(world, { itemId, code: 'DRILL_PROBE_FAILED' });
    expect(probeOf(report?.evidence, 'attributes')).toMatchObject({ passed: true });
    expect(probeOf(report?.evidence, 'content')).toMatchObject({
      passed: false,
      text: expect.stringMatching(/10 differ in content/),
    });
    tampering.disarm();
  });

  test('a damaged pack fails it', async () => {
    const [largest = ''] = packsOf((await openVault(world)).location);
    flipBytes(largest);
    await expectFailed(world, { itemId, code: 'REPOSITORY_DAMAGED' });
  });
});

describe('databases', () => {
  let server: PostgresqlServer;
  let world: World;
  let tampering: Tampering;
  let itemId: string;

  beforeAll(async () => {
    server = await startPostgresql();
    await createShop(server, { rows: 500 });
    // On a disk of its own, as the worker's machine has none.
    await server.use('shop', async (sql) => {
      await sql`set allow_in_place_tablespaces = on`;
      await sql`create tablespace fast location ''`;
      await sql`create index lines_fast on lines (line) tablespace fast`;
      await sql`alter table customers set tablespace fast`;
      await sql`alter database shop connection limit 0`;
    });
    world = await openWorld();
    tampering = postgresqlThatLoses(world.home, 'delete from lines where order_id = 7 and line = 1');
    await world.startWorker({ HOLDFAST_POSTGRESQL: tampering.setting });
    ({ itemId } = await protectDatabases(world, server.source()));
    await backUp(world, itemId);
    // From here on the original can be neither touched nor asked.
    await server.stop();
  }, 60_000);
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const askFor = (...drillQueries: DrillQuery[]) =>
    updateItem(world.ctx, { input: { itemId, drillQueries }, idempotencyKey: world.key() });

  test('on a machine with a client alone all of a point comes back on a throw-away server that comes with Holdfast: rows as in the dumps, and the expected answers', async () => {
    await askFor(
      { name: 'orders', database: 'shop', sql: 'select count(*) from orders; ', expect: { equals: '500' } },
      {
        name: 'days',
        database: 'shop',
        sql: 'select sum(cents) from "Sales 2026"."Day ""1"".x" -- all',
        expect: { atLeast: 1 },
      },
    );
    const { job, report } = await drill(world, itemId);
    expect(job).toMatchObject({ error: null, result: { tables: 5, probes: 5 } });
    expect(report?.evidence?.probes).toMatchObject([
      {
        name: 'server',
        passed: true,
        text: expect.stringMatching(/^PostgreSQL 18\.\d+ answers; the point was made on 15/),
      },
      { name: 'rows of postgres', passed: true },
      { name: 'rows of shop', passed: true, text: expect.stringContaining('5 tables') },
      { name: 'query orders', passed: true },
      { name: 'query days', passed: true },
    ]);
    expect(report?.evidence?.rows).toContainEqual({ table: 'shop.public.lines', rows: 1_000 });
    await expectNoScratch(world, job.id);
  });

  test('a row lost on the way is found by the dump; queries that lie, fail, write, run programs or give more than one value fail it too', async () => {
    tampering.arm();
    const query = (name: string, sql: string, database = 'shop'): DrillQuery => ({
      name,
      database,
      sql,
      expect: { atLeast: 0 },
    });
    await askFor(
      { name: 'lies', database: 'shop', sql: 'select count(*) from orders', expect: { atLeast: 501 } },
      query('fails', 'select 1/0'),
      query('writes', "select nextval('orders_id_seq')"),
      query('runs', `copy (select 1) to program 'touch ${world.home}/pwned'`),
      query('several', 'select 1; select 2'),
      query('rows', 'select id from orders'),
      query('columns', 'select 1, 2'),
      query('elsewhere', 'select 1', 'nowhere'),
    );
    const { report } = await expectFailed(world, { itemId, code: 'DRILL_PROBE_FAILED' });
    const failed = report?.evidence?.probes.filter(({ passed }) => !passed).map(({ name, text }) => `${name}: ${text}`);
    expect(failed).toEqual([
      expect.stringMatching(
        /^rows of shop: 1 of 5 tables differ from their dump: public.lines has 999 rows, its dump 1000/,
      ),
      'query lies: It gave "500", not a number of 501 at least.',
      'query fails: It failed: division by zero.',
      expect.stringMatching(/^query writes: It failed: .*(read-only|permission)/),
      expect.stringMatching(/^query runs: /),
      expect.stringMatching(/^query several: It failed: cannot insert multiple commands/),
      'query rows: It gives more than one row.',
      'query columns: It gives 2 columns, not one.',
      'query elsewhere: The point holds no database nowhere.',
    ]);
    expect(existsSync(join(world.home, 'pwned'))).toBe(false);
    tampering.disarm();
    await askFor();
  });

  test('a dump made useless fails it', async () => {
    const [largest = ''] = packsOf((await openVault(world)).location);
    flipBytes(largest);
    await expectFailed(world, { itemId, code: 'REPOSITORY_DAMAGED' });
  });
});
