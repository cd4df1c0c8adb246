import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { EVERYTHING } from '../kit/endurance.ts';
import { expectNoScratch, reportOf, startDrill } from '../kit/drills.ts';
import { backUp, ended } from '../kit/jobs.ts';
import { startPostgresql } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { createShop } from '../kit/shop.ts';
import { eventsOf, expectVaultMatchesStore } from '../kit/soundness.ts';
import { listTree } from '../kit/tree.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const LONG = { timeout: 240_000 };

async function worldWithFolder() {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  const { itemId } = await protectFolder(world, folder);
  const worker = await world.startWorker();
  expect((await backUp(world, itemId)).status).toBe('COMPLETED');
  worker.kill('SIGKILL');
  await worker.ended;
  return { world, itemId, before: listTree(world.data) };
}

async function dieAt(world: World, fault: string): Promise<void> {
  const dying = await world.startWorker({ HOLDFAST_FAULT: fault });
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
}

/** One report and one end, however often it was begun; nothing left, here or in the vault. */
async function expectSoundDrill(world: World, jobId: string): Promise<void> {
  const job = await ended(world, jobId);
  expect(job).toMatchObject({ status: 'COMPLETED', error: null });
  expect(await reportOf(world, jobId)).toMatchObject({ outcome: 'PASSED' });
  expect((await eventsOf(world, jobId)).filter((type) => type === 'job.completed')).toHaveLength(1);
  await expectNoScratch(world, jobId);
  await expectVaultMatchesStore(world);
}

describe('a worker killed in a drill leaves nothing, and the next one begins again', () => {
  test.runIf(EVERYTHING)('of files: killed at each step, one after another', LONG, async () => {
    const { world, itemId, before } = await worldWithFolder();
    await using _ = world;
    const jobId = await startDrill(world, itemId);
    for (const fault of ['drill.scratch-made', 'restore.landed', 'drill.before-end']) await dieAt(world, fault);
    const worker = await world.startWorker();
    // Three attempts were lost: the job ends with that, and it says nothing of the recovery point.
    expect(await ended(world, jobId)).toMatchObject({ status: 'FAILED', error: { code: 'WORKER_LOST' } });
    expect(await reportOf(world, jobId)).toMatchObject({ outcome: 'SKIPPED' });
    await expectNoScratch(world, jobId);
    worker.kill('SIGKILL');
    await worker.ended;
    const again = await startDrill(world, itemId);
    await dieAt(world, 'drill.probed');
    await world.startWorker();
    await expectSoundDrill(world, again);
    expect(listTree(world.data)).toEqual(before);
  });

  test('of databases: its server dies with it', LONG, async () => {
    await using server = await startPostgresql();
    await createShop(server, { rows: 100 });
    await using world = await openWorld();
    const worker = await world.startWorker();
    const { itemId } = await protectDatabases(world, server.source());
    await backUp(world, itemId);
    worker.kill('SIGKILL');
    await worker.ended;
    const jobId = await startDrill(world, itemId);
    await dieAt(world, 'restore.landed');
    await world.startWorker();
    await expectSoundDrill(world, jobId);
  });

  test('cancelled while no worker runs, it ends cancelled and nothing is left', LONG, async () => {
    const { world, itemId } = await worldWithFolder();
    await using _ = world;
    const jobId = await startDrill(world, itemId);
    await dieAt(world, 'restore.landed');
    await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
    await world.startWorker();
    expect(await ended(world, jobId)).toMatchObject({ status: 'CANCELLED' });
    expect(await reportOf(world, jobId)).toBeUndefined();
    await waitFor('the scratch folder to go', async () => {
      await expectNoScratch(world, jobId);
      return true;
    });
  });
});
