import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { someOf } from '../kit/endurance.ts';
import { enginesOf } from '../kit/engine-watch.ts';
import { backUp, ended, onlyPoint, pointsOf, readJob } from '../kit/jobs.ts';
import { isStopped } from '../kit/process-state.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { slowRestic } from '../kit/slow-restic.ts';
import { eventsOf, expectSoundAfterBackup } from '../kit/soundness.ts';
import { listTree } from '../kit/tree.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

/** The deadline of the issue: within this time a request to cancel has reached what runs. */
const REACHED_WITHIN_MS = 2_000;

/** MiB a second at which a pack takes a quarter of a second: the engine cannot be interrupted within one. And seconds of it, in bytes. */
const SHORT_PACKS = 16;
const MANY_PACKS = 100_000_000;

async function worldWithFolder(bytes: number) {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), seededBytes('file', bytes));
  const { itemId } = await protectFolder(world, folder);
  return { world, folder, itemId };
}

async function askForBackup(world: World, itemId: string): Promise<string> {
  return (await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() })).jobId;
}

async function cancel(world: World, jobId: string): Promise<void> {
  await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
}

/** The job is CANCELLED, told once, and nothing of it is left anywhere; the item can be backed up again. */
async function expectNothingLeft(world: World, itemId: string, jobId: string): Promise<void> {
  expect(await readJob(world, jobId)).toMatchObject({ status: 'CANCELLED', error: null });
  expect(await pointsOf(world, itemId)).toEqual([]);
  await expectSoundAfterBackup(world, itemId, jobId);
}

/** As a late retry's is: the next delivery comes in an hour. */
async function putOffDeliveries(world: World): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner`update queue.job set start_after = now() + interval '1 hour' where state < 'active'`;
  await owner.end();
}

function transferring(world: World, jobId: string) {
  return waitFor('the transfer', async () => ((await readJob(world, jobId)).progress?.bytesDone ?? 0) > 0);
}

describe('a backup that is cancelled leaves nothing', () => {
  test('while it runs: its engine is gone within 2 s', { timeout: 120_000 }, async () => {
    const { world, itemId } = await worldWithFolder(MANY_PACKS);
    await using _ = world;
    const worker = await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, SHORT_PACKS) });
    const jobId = await askForBackup(world, itemId);
    await transferring(world, jobId);
    await cancel(world, jobId);
    await waitFor(
      'the engine to be gone',
      async () => !enginesOf(jobId).some((engine) => engine.writes),
      REACHED_WITHIN_MS,
    );
    await ended(world, jobId);
    expect(await eventsOf(world, jobId)).toEqual(expect.arrayContaining(['job.cancel-requested', 'job.cancelled']));
    worker.kill('SIGTERM');
    await worker.ended;
    await world.startWorker();
    await expectNothingLeft(world, itemId, jobId);
  });

  test('before it began: it is CANCELLED at once and its delivery does nothing', { timeout: 120_000 }, async () => {
    const { world, itemId } = await worldWithFolder(1_000);
    await using _ = world;
    const jobId = await askForBackup(world, itemId);
    await cancel(world, jobId);
    expect(await readJob(world, jobId)).toMatchObject({ status: 'CANCELLED', attempt: 0 });
    await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    expect(await readJob(world, jobId)).toMatchObject({ status: 'CANCELLED', attempt: 0 });
    expect(await eventsOf(world, jobId)).toEqual(['job.queued', 'job.cancelled']);
    await onlyPoint(world, itemId);
  });

  test(
    'while it waits for its next attempt: it does not wait for that time to come',
    { timeout: 120_000 },
    async () => {
      const { world, itemId } = await worldWithFolder(30_000_000);
      await using _ = world;
      const stopping = await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, 1) });
      const jobId = await askForBackup(world, itemId);
      await transferring(world, jobId);
      stopping.kill('SIGTERM');
      await stopping.ended;
      expect(await readJob(world, jobId)).toMatchObject({ status: 'QUEUED', attempt: 1 });
      await putOffDeliveries(world);
      await cancel(world, jobId);
      await world.startWorker();
      await ended(world, jobId);
      await expectNothingLeft(world, itemId, jobId);
    },
  );

  test(
    'while its worker is dead in the transfer: the next worker takes back what was begun',
    { timeout: 120_000 },
    async () => {
      const { world, itemId } = await worldWithFolder(30_000_000);
      await using _ = world;
      const dying = await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, 4) });
      const jobId = await askForBackup(world, itemId);
      await transferring(world, jobId);
      dying.kill('SIGKILL');
      await dying.ended;
      await cancel(world, jobId);
      expect((await readJob(world, jobId)).status).toBe('CANCELLING');
      await world.startWorker();
      await ended(world, jobId);
      await expectNothingLeft(world, itemId, jobId);
    },
  );

  test(
    'while its worker is dead after the transfer: the finished snapshot is removed',
    { timeout: 120_000 },
    async () => {
      const { world, itemId } = await worldWithFolder(1_000);
      await using _ = world;
      const jobId = await askForBackup(world, itemId);
      const dying = await world.startWorker({ HOLDFAST_FAULT: 'backup.before-commit' });
      expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
      await cancel(world, jobId);
      await world.startWorker();
      await ended(world, jobId);
      expect(await eventsOf(world, jobId)).toContain('leftover.removed');
      await expectNothingLeft(world, itemId, jobId);
    },
  );

  test.each(someOf(['backup.before-snapshot', 'backup.after-snapshot']))(
    'at %s: nothing is transferred',
    { timeout: 120_000 },
    async (point) => {
      const { world, itemId } = await worldWithFolder(1_000);
      await using _ = world;
      const jobId = await askForBackup(world, itemId);
      const worker = await world.startWorker({ HOLDFAST_FAULT: `${point}=pause` });
      await waitFor(point, () => isStopped(worker.pid));
      await cancel(world, jobId);
      await cancel(world, jobId);
      worker.kill('SIGCONT');
      await ended(world, jobId);
      expect((await eventsOf(world, jobId)).filter((type) => type === 'job.cancel-requested')).toHaveLength(1);
      await expectNothingLeft(world, itemId, jobId);
    },
  );

  test('right before its commit: what it stored is removed', { timeout: 120_000 }, async () => {
    const { world, itemId } = await worldWithFolder(1_000);
    await using _ = world;
    const jobId = await askForBackup(world, itemId);
    const worker = await world.startWorker({ HOLDFAST_FAULT: 'backup.before-commit=pause' });
    await waitFor('the transfer to end', () => isStopped(worker.pid));
    await cancel(world, jobId);
    worker.kill('SIGCONT');
    await ended(world, jobId);
    await expectNothingLeft(world, itemId, jobId);
  });
});

describe('a restore that is cancelled before the swap leaves the target as it was', () => {
  async function worldWithChangedFolder(bytes: number) {
    const made = await worldWithFolder(bytes);
    const { world, folder, itemId } = made;
    const worker = await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, 64) });
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    worker.kill('SIGTERM');
    await worker.ended;
    writeFileSync(join(folder, 'file'), 'newer');
    return { ...made, before: listTree(folder) };
  }

  async function askForReplace(world: World, itemId: string): Promise<string> {
    const input = { recoveryPointId: (await onlyPoint(world, itemId)).id, target: { conflict: 'REPLACE' } };
    return (await requestRestore(world.ctx, { input, idempotencyKey: world.key() })).jobId;
  }

  test.each(someOf(['restore.staging-made', 'restore.landed']))('at %s', { timeout: 120_000 }, async (point) => {
    const { world, folder, itemId, before } = await worldWithChangedFolder(100_000);
    await using _ = world;
    const jobId = await askForReplace(world, itemId);
    const worker = await world.startWorker({ HOLDFAST_FAULT: `${point}=pause` });
    await waitFor(point, () => isStopped(worker.pid));
    await cancel(world, jobId);
    worker.kill('SIGCONT');
    expect((await ended(world, jobId)).status).toBe('CANCELLED');
    expect(listTree(folder)).toEqual(before);
    expect(readdirSync(world.data)).toEqual(['folder']);
  });

  test('while the engine writes beside it: the engine is gone within 2 s', { timeout: 120_000 }, async () => {
    const { world, folder, itemId, before } = await worldWithChangedFolder(MANY_PACKS);
    await using _ = world;
    const jobId = await askForReplace(world, itemId);
    await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, SHORT_PACKS) });
    await transferring(world, jobId);
    expect(readdirSync(world.data).some((name) => name.startsWith('.holdfast-restore-'))).toBe(true);
    await cancel(world, jobId);
    await waitFor('the engine to be gone', async () => enginesOf(jobId).length === 0, REACHED_WITHIN_MS);
    expect((await ended(world, jobId)).status).toBe('CANCELLED');
    expect(listTree(folder)).toEqual(before);
    expect(readdirSync(world.data)).toEqual(['folder']);
  });
});
