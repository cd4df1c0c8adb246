import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { enginesOf } from '../kit/engine-watch.ts';
import { openHalfOpenProxy } from '../kit/half-open-proxy.ts';
import { attemptsOf, backUp, ended, onlyPoint, readJob } from '../kit/jobs.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { slowRestic } from '../kit/slow-restic.ts';
import { expectSoundAfterBackup, expectVaultMatchesStore } from '../kit/soundness.ts';
import { waitFor } from '../kit/wait-for.ts';
import { startWorkerProcess, type WorkerProcess } from '../kit/worker-process.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

const ENDS_WITHIN_MS = 30_000;
const ENDS_IDLE_WITHIN_MS = 3_000;

async function worldWithFolder(bytes: number) {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), seededBytes('file', bytes));
  const { itemId } = await protectFolder(world, folder);
  return { world, itemId };
}

/** How it ended, once it was asked to. */
async function terminate(worker: WorkerProcess) {
  const askedAt = performance.now();
  worker.kill('SIGTERM');
  const end = await worker.ended;
  return { ...end, ms: performance.now() - askedAt };
}

describe('SIGTERM ends a worker in order', () => {
  test('a long backup goes back to the queue and the next worker completes it', { timeout: 180_000 }, async () => {
    const { world, itemId } = await worldWithFolder(40_000_000);
    await using _ = world;
    const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
    const worker = await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, 1) });
    await waitFor('the transfer', async () => ((await readJob(world, jobId)).progress?.bytesDone ?? 0) > 0);
    const end = await terminate(worker);
    expect(end).toMatchObject({ code: 0, signal: null });
    expect(end.ms).toBeLessThan(ENDS_WITHIN_MS);
    expect(enginesOf(jobId)).toEqual([]);
    await expectVaultMatchesStore(world);
    expect((await readJob(world, jobId)).status).toBe('QUEUED');
    expect(await attemptsOf(world, jobId)).toMatchObject([{ outcome: 'RETRIED', error: { code: 'WORKER_STOPPING' } }]);
    await world.startWorker();
    expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
    await expectSoundAfterBackup(world, itemId, jobId);
  });

  test('a short backup that runs is completed first', { timeout: 120_000 }, async () => {
    const { world, itemId } = await worldWithFolder(12_000_000);
    await using _ = world;
    const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
    const worker = await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, 4) });
    await waitFor('the transfer', async () => (await readJob(world, jobId)).progress !== null);
    expect(await terminate(worker)).toMatchObject({ code: 0 });
    expect(await readJob(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
    await onlyPoint(world, itemId);
  });

  test(
    'a store that does not answer does not hold it up; the next worker takes the job over',
    { timeout: 180_000 },
    async () => {
      const { world, itemId } = await worldWithFolder(40_000_000);
      await using _ = world;
      await using line = await openHalfOpenProxy(world.storeUrl);
      const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
      const worker = await world.startWorker({ DATABASE_URL: line.url, HOLDFAST_RESTIC: slowRestic(world.home, 1) });
      await waitFor('the transfer', async () => ((await readJob(world, jobId)).progress?.bytesDone ?? 0) > 0);
      line.break();
      const end = await terminate(worker);
      expect(end.signal).toBe(null);
      expect(end.ms).toBeLessThan(ENDS_WITHIN_MS);
      await waitFor('the engine to be gone', async () => enginesOf(jobId).length === 0);
      await world.startWorker();
      expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
      await expectSoundAfterBackup(world, itemId, jobId);
    },
  );

  test('an idle worker ends at once', { timeout: 120_000 }, async () => {
    const { world, itemId } = await worldWithFolder(1_000);
    await using _ = world;
    const worker = await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const end = await terminate(worker);
    expect(end).toMatchObject({ code: 0, signal: null });
    expect(end.ms).toBeLessThan(ENDS_IDLE_WITHIN_MS);
  });
});

test('settings that are wrong are told all at once, and the worker ends with 1', { timeout: 60_000 }, async () => {
  const wrong = {
    DATABASE_URL: 'mysql://localhost/holdfast',
    HOLDFAST_ROOTS: 'relative/folder',
    HOLDFAST_CONCURRENCY: '0',
    HOLDFAST_LOG_LEVEL: 'loud',
  };
  const said = await startWorkerProcess(wrong).then(
    () => 'it started',
    (error: unknown) => String(error),
  );
  expect(said).toContain('ended with 1');
  for (const name of Object.keys(wrong)) expect(said).toContain(name);
});

test('a store that is missing is told with what to do, and the worker ends with 1', { timeout: 60_000 }, async () => {
  const { world } = await worldWithFolder(1);
  await using _ = world;
  const started = startWorkerProcess({ HOLDFAST_HOME: world.home });
  await expect(started).rejects.toThrow(/ended with 1 .*DATABASE_URL/s);
});
