import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { someOf } from '../kit/endurance.ts';
import { backUp, ended, onlyPoint } from '../kit/jobs.ts';
import { isStopped } from '../kit/process-state.ts';
import { startPostgresql, type PostgresqlServer } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { createShop, tableFacts } from '../kit/shop.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, type World } from '../kit/world.ts';

vi.setConfig({ testTimeout: 180_000 });

const BEFORE_THE_SWAP = ['restore.scratch-made', 'restore.landed', 'restore.renamed'];
const AFTER_THE_SWAP = ['restore.swapped', 'restore.before-end'];
const OF_TABLES = [
  'restore.scratch-made',
  'restore.scratch-filled',
  'restore.landed',
  'restore.tables-moved',
  'restore.swapped',
  'restore.before-end',
];

let server: PostgresqlServer;
let scenes = 0;

beforeAll(async () => {
  server = await startPostgresql();
}, 60_000);
afterAll(async () => server?.[Symbol.asyncDispose]());

/** A database that is backed up and has changed since. */
interface Scene extends AsyncDisposable {
  readonly world: World;
  readonly database: string;
  readonly pointId: string;
}

async function openScene(): Promise<Scene> {
  const database = `shop_${(scenes += 1)}`;
  await createShop(server, { name: database, rows: 300 });
  const world = await openWorld();
  const worker = await world.startWorker();
  const { itemId } = await protectDatabases(world, server.source({ database }));
  expect(await backUp(world, itemId)).toMatchObject({ status: 'COMPLETED' });
  const pointId = (await onlyPoint(world, itemId)).id;
  worker.kill('SIGKILL');
  await worker.ended;
  await server.use(database, async (sql) => {
    await sql`insert into customers values (1000, 'newer')`;
    await sql`update lines set line = line + 100`;
  });
  return { world, database, pointId, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Asks for a restore over what is there, to a worker that dies at the point. */
async function dieAt({ world, pointId }: Scene, fault: string, input: { tables?: string[] } = {}): Promise<string> {
  const request = { recoveryPointId: pointId, ...input, target: { conflict: 'REPLACE' } };
  const { jobId } = await requestRestore(world.ctx, { input: request, idempotencyKey: world.key() });
  const dying = await world.startWorker({ HOLDFAST_FAULT: fault });
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
  return jobId;
}

async function bringToItsEnd({ world }: Scene, jobId: string) {
  await world.startWorker();
  return ended(world, jobId, 120_000);
}

const customersOf = (database: string) =>
  server.use(database, async (sql) => Number((await sql`select count(*)::int as count from customers`)[0]?.['count']));

/** No database or schema of the restore is left, everybody may connect again, and no session of ours goes on. */
async function expectNoLeftovers({ database }: Scene, jobId: string): Promise<void> {
  const ours = `holdfast_restore_${jobId.slice('job_'.length)}%`;
  await waitFor('sessions of Holdfast to end', async () => {
    const sessions = await server.use(
      'postgres',
      (sql) => sql`
        select from pg_stat_activity where application_name in ('holdfast', 'pg_restore', 'pg_dump')
        and (datname = ${database} or datname like ${ours})`,
    );
    return sessions.length === 0;
  });
  const left = await server.use(
    'postgres',
    (sql) => sql`
      select datname from pg_database
      where datname like ${ours} or datname like ${`${database}%`} and not datallowconn`,
  );
  expect([...left]).toEqual([]);
  const schemas = await server.use(database, (sql) => sql`select nspname from pg_namespace where nspname like ${ours}`);
  expect([...schemas]).toEqual([]);
}

describe.concurrent('a worker killed in the restore of a database leaves it wholly old or wholly new', () => {
  test.each(someOf([...BEFORE_THE_SWAP, ...AFTER_THE_SWAP]))(
    'killed at %s: the next worker brings it to its end',
    async (fault) => {
      await using scene = await openScene();
      const { database } = scene;
      const jobId = await dieAt(scene, fault);
      if (AFTER_THE_SWAP.includes(fault)) expect(await customersOf(database)).toBe(100);
      const job = await bringToItsEnd(scene, jobId);
      expect(job).toMatchObject({ status: 'COMPLETED', error: null });
      expect(await customersOf(database)).toBe(100);
      const kept = decodeURIComponent(new URL(String(job.result?.['replacedKeptAt'])).pathname.slice(1));
      expect(await customersOf(kept)).toBe(101);
      await expectNoLeftovers(scene, jobId);
    },
  );

  test.each(someOf(['restore.landed', 'restore.renamed']))(
    'killed at %s and cancelled: the database is as it was, and takes connections',
    async (fault) => {
      await using scene = await openScene();
      const jobId = await dieAt(scene, fault);
      await cancelJob(scene.world.ctx, { input: { jobId }, idempotencyKey: scene.world.key() });
      expect(await bringToItsEnd(scene, jobId)).toMatchObject({ status: 'CANCELLED' });
      expect(await customersOf(scene.database)).toBe(101);
      await expectNoLeftovers(scene, jobId);
    },
  );
});

describe.concurrent('a restore that is cancelled while it runs leaves everything as it was', () => {
  const cancelled: [string, string[] | undefined][] = [
    ['restore.scratch-made', undefined],
    ['restore.landed', undefined],
    ['restore.scratch-filled', ['lines']],
    ['restore.landed', ['lines']],
  ];
  test.each(someOf(cancelled))('at %s, of the tables %s', async (point, tables) => {
    await using scene = await openScene();
    const { world, database, pointId } = scene;
    const input = { recoveryPointId: pointId, tables, target: { conflict: 'REPLACE' } };
    const { jobId } = await requestRestore(world.ctx, { input, idempotencyKey: world.key() });
    const worker = await world.startWorker({ HOLDFAST_FAULT: `${point}=pause` });
    await waitFor(point, () => isStopped(worker.pid));
    await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
    worker.kill('SIGCONT');
    expect(await ended(world, jobId)).toMatchObject({ status: 'CANCELLED', attempt: 1 });
    expect(await customersOf(database)).toBe(101);
    await expectNoLeftovers(scene, jobId);
  });
});

describe.concurrent('a worker killed in the restore of a table leaves it wholly old or wholly new', () => {
  test.each(someOf(OF_TABLES))('killed at %s: the next worker brings it to its end', async (fault) => {
    await using scene = await openScene();
    const { database } = scene;
    const jobId = await dieAt(scene, fault, { tables: ['lines'] });
    const done = await bringToItsEnd(scene, jobId);
    // Whoever died right after the swap did not come to have the rows of its foreign keys checked: that is told.
    const unchecked = fault === 'restore.swapped';
    expect(done).toMatchObject({
      status: unchecked ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
      error: null,
      result: { tables: 1 },
    });
    expect(done.warnings.map(({ code }) => code)).toEqual(unchecked ? ['FOREIGN_KEY_NOT_CHECKED'] : []);
    const lines = await server.use(database, (sql) => tableFacts(sql, 'lines'));
    expect(lines).toMatchObject({
      rows: { count: 600 },
      constraints: expect.arrayContaining([
        expect.stringMatching(unchecked ? /FOREIGN KEY.* false$/ : /FOREIGN KEY.* true$/),
      ]),
    });
    const [newer] = await server.use(database, (sql) => sql`select count(*)::int as count from lines where line > 100`);
    expect(newer).toEqual({ count: 0 });
    expect(await customersOf(database)).toBe(101);
    await expectNoLeftovers(scene, jobId);
  });
});
