import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { someOf } from '../kit/endurance.ts';
import { backUp, ended, onlyPoint, restoreFrom } from '../kit/jobs.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { eventsOf, expectVaultMatchesStore } from '../kit/soundness.ts';
import { listTree } from '../kit/tree.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const BEFORE_THE_SWAP = ['restore.staging-made', 'restore.landed', 'landing.prepare'];
const IN_THE_SWAP = [
  'landing.prepared',
  'landing.moved-aside',
  'landing.moved-in',
  'landing.done',
  'restore.swapped',
  'restore.before-end',
];

/** An item that is backed up and has changed since. */
async function worldWithChangedFolder() {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  const backedUp = listTree(folder);
  const { itemId } = await protectFolder(world, folder);
  const worker = await world.startWorker();
  expect((await backUp(world, itemId)).status).toBe('COMPLETED');
  worker.kill('SIGKILL');
  await worker.ended;
  rmSync(join(folder, 'deep'), { recursive: true });
  writeFileSync(join(folder, 'newer'), 'newer');
  const changed = listTree(folder);
  return { world, folder, itemId, backedUp, changed };
}

async function requestReplace(world: World, itemId: string): Promise<string> {
  const point = await onlyPoint(world, itemId);
  const input = { recoveryPointId: point.id, target: { conflict: 'REPLACE' } };
  return (await requestRestore(world.ctx, { input, idempotencyKey: world.key() })).jobId;
}

async function dieAt(world: World, fault: string): Promise<void> {
  const dying = await world.startWorker({ HOLDFAST_FAULT: fault });
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
}

/** Nothing of ours stands beside the target but what was replaced. */
function expectNoLeftovers(world: World): void {
  expect(readdirSync(world.data).filter((name) => name.startsWith('.holdfast-restore-'))).toEqual([]);
}

describe.concurrent('a worker killed in a restore leaves the target wholly old or wholly new', () => {
  test.each(someOf([...BEFORE_THE_SWAP, ...IN_THE_SWAP]))(
    'killed at %s: the next worker brings it to its end',
    { timeout: 120_000 },
    async (fault) => {
      const { world, folder, itemId, backedUp, changed } = await worldWithChangedFolder();
      await using _ = world;
      const jobId = await requestReplace(world, itemId);
      await dieAt(world, fault);
      if (BEFORE_THE_SWAP.includes(fault)) expect(listTree(folder)).toEqual(changed);
      await world.startWorker();
      const job = await ended(world, jobId);
      expect(job).toMatchObject({ status: 'COMPLETED', error: null });
      expect(listTree(folder)).toEqual(backedUp);
      expectNoLeftovers(world);
      const kept = String(job.result?.['replacedKeptAt']);
      expect(listTree(join(kept, 'folder'))).toEqual(changed);
      expect((await eventsOf(world, jobId)).filter((type) => type === 'job.completed')).toHaveLength(1);
      await expectVaultMatchesStore(world);
    },
  );

  test.each(someOf(BEFORE_THE_SWAP))(
    'killed at %s and cancelled: the target is as it was',
    { timeout: 120_000 },
    async (fault) => {
      const { world, folder, itemId, changed } = await worldWithChangedFolder();
      await using _ = world;
      const jobId = await requestReplace(world, itemId);
      await dieAt(world, fault);
      await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
      await world.startWorker();
      expect((await ended(world, jobId)).status).toBe('CANCELLED');
      expect(listTree(folder)).toEqual(changed);
      expectNoLeftovers(world);
      expect(readdirSync(world.data).toSorted()).toEqual(['folder']);
    },
  );

  test('killed in the swap and cancelled: the swap is finished and the job says so', { timeout: 120_000 }, async () => {
    const { world, folder, itemId, backedUp } = await worldWithChangedFolder();
    await using _ = world;
    const jobId = await requestReplace(world, itemId);
    await dieAt(world, 'landing.moved-aside');
    await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
    await world.startWorker();
    expect((await ended(world, jobId)).status).toBe('COMPLETED');
    expect(listTree(folder)).toEqual(backedUp);
    expectNoLeftovers(world);
  });

  test(
    'killed at every attempt: the job fails with a cause, and the target is as it was',
    { timeout: 180_000 },
    async () => {
      const { world, folder, itemId, changed } = await worldWithChangedFolder();
      await using _ = world;
      const jobId = await requestReplace(world, itemId);
      for (let attempt = 1; attempt <= 3; attempt++) await dieAt(world, 'restore.landed');
      await world.startWorker();
      const job = await ended(world, jobId);
      expect(job.status).toBe('FAILED');
      expect(job.error).toMatchObject({ code: 'WORKER_LOST' });
      expect(listTree(folder)).toEqual(changed);
      expectNoLeftovers(world);
      const again = await restoreFrom(world, {
        recoveryPointId: (await onlyPoint(world, itemId)).id,
        target: { conflict: 'REPLACE' },
      });
      expect(again.status).toBe('COMPLETED');
    },
  );
});
