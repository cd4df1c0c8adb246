import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { backUp, ended, pointsOf } from '../kit/jobs.ts';
import { makeOddTree, seededBytes } from '../kit/sample-files.ts';
import { randomMoment, seededRandom, testSeed } from '../kit/seeded-random.ts';
import { expectVaultMatchesStore } from '../kit/soundness.ts';
import { listTree } from '../kit/tree.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

/** Another seed is another fifty moments: `HOLDFAST_TEST_SEED=7 npx vitest run test/faults/killed-at-random.test.ts`. */
const SEED = testSeed();
const MOMENTS = 25;

interface Scene {
  readonly world: World;
  readonly folder: string;
  readonly itemId: string;
  readonly random: () => number;
  worker: WorkerProcess;
}

async function openScene(seed: number): Promise<Scene> {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  for (let n = 0; n < 8; n++) writeFileSync(join(folder, `big-${n}`), seededBytes(`big-${n}`, 4_000_000));
  const { itemId } = await protectFolder(world, folder);
  return { world, folder, itemId, random: seededRandom(seed), worker: await world.startWorker() };
}

/** Kills the worker at a moment within what such a job takes, starts another, and waits for the job's end. */
async function surviveDeath(scene: Scene, job: { id: string; takesMs: number }) {
  await randomMoment(scene.random, job.takesMs);
  scene.worker.kill('SIGKILL');
  await scene.worker.ended;
  scene.worker = await scene.world.startWorker();
  return ended(scene.world, job.id);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

test(
  `killed at ${MOMENTS} random moments of backups (seed ${SEED}): each ends with one point, and the vault holds nothing else`,
  { timeout: 900_000 },
  async () => {
    const scene = await openScene(SEED);
    const { world, folder, itemId } = scene;
    await using _ = world;
    const takesMs = await timed(() => backUp(world, itemId));
    for (let moment = 1; moment <= MOMENTS; moment++) {
      writeFileSync(join(folder, 'big-0'), seededBytes(`moment ${moment}`, 8_000_000));
      const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
      const job = await surviveDeath(scene, { id: jobId, takesMs });
      expect(job.status, `moment ${moment}`).toMatch(/^COMPLETED/);
      expect(await pointsOf(world, itemId), `moment ${moment}`).toHaveLength(moment + 1);
      await expectVaultMatchesStore(world);
    }
  },
);

test(
  `killed at ${MOMENTS} random moments of restores (seed ${SEED}): the target is wholly new and nothing is left beside it`,
  { timeout: 900_000 },
  async () => {
    const scene = await openScene(SEED + 1);
    const { world, folder, itemId } = scene;
    await using _ = world;
    const original = listTree(folder);
    await backUp(world, itemId);
    const [point] = await pointsOf(world, itemId);
    const input = { recoveryPointId: point?.id, target: { conflict: 'REPLACE' } };
    const restore = () => requestRestore(world.ctx, { input, idempotencyKey: world.key() });
    const takesMs = await timed(async () => ended(world, (await restore()).jobId));
    for (let moment = 1; moment <= MOMENTS; moment++) {
      writeFileSync(join(folder, 'newer'), `moment ${moment}`);
      const { jobId } = await restore();
      const job = await surviveDeath(scene, { id: jobId, takesMs });
      expect(job.status, `moment ${moment}`).toBe('COMPLETED');
      expect(listTree(folder), `moment ${moment}`).toEqual(original);
      for (const name of readdirSync(world.data)) {
        expect(name.startsWith('.holdfast-restore-'), name).toBe(false);
        if (name.startsWith('.holdfast-replaced-')) rmSync(join(world.data, name), { recursive: true });
      }
    }
  },
);
