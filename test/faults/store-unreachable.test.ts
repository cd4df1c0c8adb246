import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { openStore } from '@holdfast/db/client';
import { jobs } from '@holdfast/db/schema';
import { LEASE_SECONDS } from '@holdfast/db/services/job/begin-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { enginesOf, watchEngines } from '../kit/engine-watch.ts';
import { openHalfOpenProxy } from '../kit/half-open-proxy.ts';
import { attemptsOf, backUp, ended, onlyPoint, readJob } from '../kit/jobs.ts';
import { startOwnStore } from '../kit/own-store.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { slowRestic } from '../kit/slow-restic.ts';
import { eventsOf, expectVaultMatchesStore } from '../kit/soundness.ts';
import { letPass, waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World, type WorldDatabase } from '../kit/world.ts';

/** The length of the issue: the time is the fault, not a wait for something. */
const OUTAGE_MS = 30_000;
/** Longer than a lease. */
const LONG_OUTAGE_MS = 75_000;
/** Within this time after the line is back the worker takes new jobs again. */
const BACK_WITHIN_MS = 30_000;

/** An item that takes a minute at 1 MiB/s, and one that takes no time. */
async function worldOfTwoItems(database?: WorldDatabase) {
  const world = await openWorld(database);
  for (const name of ['long', 'short']) mkdirSync(join(world.data, name));
  writeFileSync(join(world.data, 'long', 'file'), seededBytes('long', 60_000_000));
  writeFileSync(join(world.data, 'short', 'file'), 'short');
  const { itemId: long, ...places } = await protectFolder(world, join(world.data, 'long'));
  const source = { kind: 'FILES', config: { path: join(world.data, 'short') } };
  const input = { name: 'short', ...places, source };
  const { itemId: short } = await protectItem(world.ctx, { input, idempotencyKey: world.key() });
  return { world, long, short, env: { HOLDFAST_RESTIC: slowRestic(world.home, 1) } };
}

async function askForBackup(world: World, itemId: string): Promise<string> {
  return (await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() })).jobId;
}

function transferring(world: World, jobId: string) {
  return waitFor('the transfer', async () => ((await readJob(world, jobId)).progress?.bytesDone ?? 0) > 0);
}

/** The job made one point, told once, and the vault holds that and nothing else. */
async function expectOnePoint(world: World, itemId: string, jobId: string): Promise<void> {
  expect((await onlyPoint(world, itemId)).jobId).toBe(jobId);
  await expectVaultMatchesStore(world);
  expect((await eventsOf(world, jobId)).filter((type) => type === 'job.completed')).toHaveLength(1);
  expect(enginesOf(jobId)).toEqual([]);
}

/** The worker has new connections: it takes a job that is asked for now, soon. */
async function expectTakesNewJobs(world: World, itemId: string): Promise<void> {
  const jobId = await askForBackup(world, itemId);
  const begun = async () => (await readJob(world, jobId)).startedAt !== null;
  await waitFor('the worker to take a new job', begun, BACK_WITHIN_MS);
  expect((await ended(world, jobId)).status).toBe('COMPLETED');
}

/** How often the queue has handed a job out again of its own. */
async function redeliveriesOf(world: World, jobId: string): Promise<number> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  const [row] = await owner`select max(retry_count)::int as times from queue.job where data->>'jobId' = ${jobId}`;
  await owner.end();
  return row?.['times'] ?? 0;
}

test('a transaction whose line breaks lets go of its locks', { timeout: 60_000 }, async () => {
  const { world, short } = await worldOfTwoItems();
  await using _ = world;
  await using line = await openHalfOpenProxy(world.storeUrl);
  const jobId = await askForBackup(world, short);
  const cut = openStore({ url: line.url, connections: 1, name: 'test-cut' });
  const locked = Promise.withResolvers<void>();
  const transaction = cut.db.transaction(async (tx) => {
    await tx.select().from(jobs).where(eq(jobs.id, jobId)).for('update');
    line.break();
    locked.resolve();
    await tx.execute(sql`select 1`);
  });
  transaction.catch(() => undefined);
  await locked.promise;
  await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
  expect((await readJob(world, jobId)).status).toBe('CANCELLED');
  await cut.close(0);
});

describe.concurrent('the store is unreachable in the middle of a backup', () => {
  test('its processes stand still for 30 s: the run outlives it', { timeout: 300_000 }, async () => {
    await using store = await startOwnStore();
    const { world, long, short, env } = await worldOfTwoItems(store.database);
    await using _ = world;
    await world.startWorker(env);
    const jobId = await askForBackup(world, long);
    await transferring(world, jobId);
    using watch = watchEngines(jobId);
    store.freeze();
    await letPass(OUTAGE_MS);
    store.thaw();
    await expectTakesNewJobs(world, short);
    expect(await ended(world, jobId, 150_000)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
    expect(watch.mostWriters).toBe(1);
    await expectOnePoint(world, long, jobId);
  });

  test(
    'a connection is half-open for 30 s and the queue hands the job out again: the first run lives and is not doubled',
    { timeout: 300_000 },
    async () => {
      const { world, long, short, env } = await worldOfTwoItems();
      await using _ = world;
      await using line = await openHalfOpenProxy(world.storeUrl);
      await world.startWorker({ ...env, DATABASE_URL: line.url });
      const jobId = await askForBackup(world, long);
      await transferring(world, jobId);
      const other = await world.startWorker(env);
      using watch = watchEngines(jobId);
      line.break();
      await letPass(OUTAGE_MS);
      expect(await redeliveriesOf(world, jobId)).toBeGreaterThan(0);
      line.mend();
      other.kill('SIGTERM');
      await other.ended;
      await expectTakesNewJobs(world, short);
      expect(await ended(world, jobId, 150_000)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
      expect(watch.mostWriters).toBe(1);
      expect([...watch.writers]).toEqual([`${jobId}/1`]);
      await expectOnePoint(world, long, jobId);
    },
  );

  test(
    'a connection is half-open for longer than the lease: the run stops its engine by itself, and the job is done again',
    { timeout: 400_000 },
    async () => {
      const { world, long, short, env } = await worldOfTwoItems();
      await using _ = world;
      await using line = await openHalfOpenProxy(world.storeUrl);
      await world.startWorker({ ...env, DATABASE_URL: line.url });
      const jobId = await askForBackup(world, long);
      await transferring(world, jobId);
      const other = await world.startWorker(env);
      using watch = watchEngines(jobId);
      line.break();
      const gone = async () => enginesOf(jobId).length === 0;
      await waitFor('the engine to be stopped before the lease ends', gone, LEASE_SECONDS * 1000);
      await letPass(LONG_OUTAGE_MS - LEASE_SECONDS * 1000);
      expect(await attemptsOf(world, jobId)).toMatchObject([{ number: 1, outcome: null }]);
      line.mend();
      expect(await ended(world, jobId, 250_000)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
      expect((await attemptsOf(world, jobId))[0]).toMatchObject({
        outcome: 'RETRIED',
        error: { code: 'STORE_UNREACHABLE' },
      });
      expect(watch.mostWriters).toBe(1);
      await expectOnePoint(world, long, jobId);
      other.kill('SIGTERM');
      await other.ended;
      await expectTakesNewJobs(world, short);
      expect((await backUp(world, long)).status).toBe('COMPLETED');
    },
  );
});
