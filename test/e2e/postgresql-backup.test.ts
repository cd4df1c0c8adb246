import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { enginesOf } from '../kit/engine-watch.ts';
import { attemptsOf, backUp, ended, onlyPoint, pointsOf, readJob } from '../kit/jobs.ts';
import { createOrders } from '../kit/orders.ts';
import { startPostgresql, type GivenSource, type PostgresqlServer, type User } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { filesHolding, tablesHolding, watchArguments } from '../kit/secret-watch.ts';
import { slowRestic } from '../kit/slow-restic.ts';
import { eventsOf, expectSoundAfterBackup, expectVaultMatchesStore } from '../kit/soundness.ts';
import { expectTypedFailure } from '../kit/typed-failure.ts';
import { openVault } from '../kit/vault.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, type World } from '../kit/world.ts';

const LONG = { timeout: 240_000 };
const PARTS = ['roles', 'settings', 'database-orders'];
/** The deadline of the issue for what a person cancels. */
const REACHED_WITHIN_MS = 2_000;

let server: PostgresqlServer;
/** May read the orders and no passwords. */
let reader: User;
/** May not read the orders. */
let stranger: User;

beforeAll(async () => {
  server = await startPostgresql();
  await createOrders(server, { rows: 100_000 });
  reader = await server.createUser('reader', 'bypassrls');
  stranger = await server.createUser('stranger', 'bypassrls');
  await server.use('orders', async (sql) => {
    await sql`grant usage on schema "Sales 2026" to reader, stranger`;
    await sql`grant select on all tables in schema public, "Sales 2026" to reader, stranger`;
    await sql`grant select on all sequences in schema public to reader, stranger`;
    await sql`grant select on large object 4711 to reader, stranger`;
    await sql`revoke select on orders from stranger`;
  });
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

/** A world with the orders protected. */
async function worldWithOrders(source: GivenSource = server.source({ database: 'orders' })) {
  const world = await openWorld();
  const { itemId } = await protectDatabases(world, source);
  return { world, itemId };
}

async function askForBackup(world: World, itemId: string): Promise<string> {
  return (await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() })).jobId;
}

/** Slow enough that a dump is still being read when it has been seen. */
function slowly(world: World) {
  return { HOLDFAST_RESTIC: slowRestic(world.home, 2) };
}

/** The server's process that gives out the orders' rows. */
function dumping(): Promise<number> {
  return waitFor('the dump of the orders', async () => {
    const [row] = await server.use(
      'postgres',
      (sql) => sql<{ pid: number }[]>`
      select pid from pg_stat_activity where query like 'COPY public.orders %' and state = 'active'`,
    );
    return row?.pid;
  });
}

function sessionsGone(withinMs?: number) {
  const gone = async () => {
    const rows = await server.use(
      'postgres',
      (sql) => sql`
      select from pg_stat_activity where application_name in ('holdfast', 'pg_dump', 'pg_dumpall')`,
    );
    return rows.length === 0;
  };
  return waitFor('our sessions on the server to end', gone, withinMs);
}

async function partsOf(world: World, itemId: string): Promise<string[]> {
  const { id } = await onlyPoint(world, itemId);
  const parts = await world.store.db.query.recoveryPointParts.findMany({ where: { pointId: id } });
  return parts.map(({ name }) => name);
}

/** The job ended without a point and without anything in the vault. */
async function expectNothingStored(world: World, itemId: string): Promise<void> {
  expect(await pointsOf(world, itemId)).toEqual([]);
  const { repository } = await openVault(world);
  expect(await snapshots(repository)).toEqual([]);
  await sessionsGone();
}

describe('a backup of databases', () => {
  test('makes a point of all parts that says what can be picked out of it', LONG, async () => {
    const { world, itemId } = await worldWithOrders();
    await using _ = world;
    await world.startWorker();
    expect(await backUp(world, itemId)).toMatchObject({ status: 'COMPLETED', error: null, warningCount: 0 });
    const point = await onlyPoint(world, itemId);
    expect(point).toMatchObject({ consistency: 'APPLICATION', type: 'FULL' });
    expect((await partsOf(world, itemId)).toSorted()).toEqual(PARTS.toSorted());
    expect(point.contents?.databases.map(({ name }) => name)).toEqual(['orders']);
    expect(point.contents?.databases[0]?.tables).toContainEqual(
      expect.objectContaining({ schema: 'public', name: 'customers' }),
    );
    await sessionsGone();
    await expectVaultMatchesStore(world);
  });

  test('tells that passwords of roles are missing, also when a dead worker’s transfer is adopted', LONG, async () => {
    const { world, itemId } = await worldWithOrders(server.source({ database: 'orders', as: reader }));
    await using _ = world;
    const jobId = await askForBackup(world, itemId);
    const dying = await world.startWorker({ HOLDFAST_FAULT: 'backup.before-commit' });
    expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
    await world.startWorker();
    const job = await ended(world, jobId);
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', attempt: 2, warningCount: 1 });
    expect(job.warnings).toMatchObject([{ code: 'ROLE_PASSWORDS_NOT_READ' }]);
    expect(await eventsOf(world, jobId)).toContain('backup.adopted');
    const point = await onlyPoint(world, itemId);
    expect(point).toMatchObject({ warningCount: 1 });
    expect(point.contents?.databases).toHaveLength(1);
    await expectSoundAfterBackup(world, itemId, jobId);
  });

  test('shows the password to nobody, whether it succeeds or fails', LONG, async () => {
    for (const user of [server.superuser, stranger]) {
      const { world, itemId } = await worldWithOrders(server.source({ database: 'orders', as: user }));
      await using _ = world;
      const worker = await world.startWorker(slowly(world));
      using watch = watchArguments(user.password);
      const job = await backUp(world, itemId);
      expect(job.status).toBe(user === stranger ? 'FAILED' : 'COMPLETED');
      expect([...watch.seen], 'arguments').toEqual([]);
      expect(watch.looks).toBeGreaterThan(100);
      expect(JSON.stringify(worker.log), 'log').not.toContain(user.password);
      expect(filesHolding(world.home, user.password), 'files').toEqual([]);
      expect(await tablesHolding(world, user.password), 'tables of the store').toEqual([]);
    }
  });
});

describe('a backup of databases that fails leaves nothing and says why', () => {
  test('a table that the user may not read', LONG, async () => {
    const { world, itemId } = await worldWithOrders(server.source({ database: 'orders', as: stranger }));
    await using _ = world;
    await world.startWorker();
    const job = await backUp(world, itemId);
    await expectTypedFailure(world, job, { code: 'SOURCE_RIGHTS_MISSING' });
    expect(job.error?.message).toMatch(/permission denied for table orders/);
    await expectNothingStored(world, itemId);
  });

  test('no program of the server’s version', LONG, async () => {
    const { world, itemId } = await worldWithOrders();
    await using _ = world;
    await world.startWorker({ HOLDFAST_POSTGRESQL: mkdtempSync(join(world.home, 'empty-')) });
    const job = await backUp(world, itemId);
    await expectTypedFailure(world, job, { code: 'TOOL_MISSING' });
    expect(await pointsOf(world, itemId)).toEqual([]);
  });

  test('a server that ends the session of the dump: it says so, and the job is tried again', LONG, async () => {
    const { world, itemId } = await worldWithOrders();
    await using _ = world;
    await world.startWorker(slowly(world));
    const jobId = await askForBackup(world, itemId);
    const pid = await dumping();
    await server.use('postgres', (sql) => sql`select pg_terminate_backend(${pid})`);
    const [first] = await waitFor('the first attempt to end', async () => {
      const attempts = await attemptsOf(world, jobId);
      return attempts[0]?.outcome ? attempts : undefined;
    });
    expect(first).toMatchObject({ outcome: 'RETRIED', error: { code: 'DUMP_FAILED' } });
    expect(first?.error?.message).toMatch(
      /^database-orders: pg_dump: error: .*(terminating connection|Dumping the contents|server closed the connection)/,
    );
    expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
    await expectSoundAfterBackup(world, itemId, jobId);
  });
});

describe('a backup of databases that is interrupted in the middle of a dump', () => {
  test('by the death of its worker: nothing of it lives on, and the next one makes one whole point', LONG, async () => {
    const { world, itemId } = await worldWithOrders();
    await using _ = world;
    const dying = await world.startWorker(slowly(world));
    const jobId = await askForBackup(world, itemId);
    await dumping();
    expect(enginesOf(jobId).length, 'restic and pg_dump').toBeGreaterThan(1);
    dying.kill('SIGKILL');
    await dying.ended;
    await waitFor('its children to end', async () => enginesOf(jobId).length === 0, REACHED_WITHIN_MS);
    await sessionsGone(REACHED_WITHIN_MS + 1_000);
    await world.startWorker();
    expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
    expect((await partsOf(world, itemId)).toSorted()).toEqual(PARTS.toSorted());
    expect(await eventsOf(world, jobId)).toContain('leftover.removed');
    await expectSoundAfterBackup(world, itemId, jobId);
  });

  test('by a person: within 2 s nothing of it runs, here or on the server, and the vault is empty', LONG, async () => {
    const { world, itemId } = await worldWithOrders();
    await using _ = world;
    await world.startWorker(slowly(world));
    const jobId = await askForBackup(world, itemId);
    await dumping();
    await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
    const asked = performance.now();
    await waitFor(
      'the engine to be gone',
      async () => !enginesOf(jobId).some((engine) => engine.writes),
      REACHED_WITHIN_MS,
    );
    await sessionsGone(REACHED_WITHIN_MS - (performance.now() - asked));
    expect(await ended(world, jobId)).toMatchObject({ status: 'CANCELLED', error: null });
    await expectNothingStored(world, itemId);
    expect(await readJob(world, jobId)).toMatchObject({ attempt: 1 });
    await expectSoundAfterBackup(world, itemId, jobId);
  });
});
