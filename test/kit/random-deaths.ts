import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atLength } from './endurance.ts';
import { ended } from './jobs.ts';
import { makeOddTree, seededBytes } from './sample-files.ts';
import { randomMoment, seededRandom, testSeed } from './seeded-random.ts';
import type { WorkerProcess } from './worker-process.ts';
import { openWorld, protectFolder, type World } from './world.ts';

/** Another seed is other moments: `HOLDFAST_TEST_SEED=7 npx vitest run test/faults/killed-at-random`. */
export const SEED = testSeed();
/** Of backups, and as many of restores. */
export const MOMENTS = atLength(25, 3);

/** A world with an item that is large enough to be killed in the middle of, and the worker that will be. */
export interface Scene {
  readonly world: World;
  readonly folder: string;
  readonly itemId: string;
  readonly random: () => number;
  worker: WorkerProcess;
}

export async function openScene(seed: number): Promise<Scene> {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  for (let n = 0; n < 8; n++) writeFileSync(join(folder, `big-${n}`), seededBytes(`big-${n}`, 4_000_000));
  const { itemId } = await protectFolder(world, folder);
  return { world, folder, itemId, random: seededRandom(seed), worker: await world.startWorker() };
}

/** Kills the worker at a moment within what such a job takes, starts another, and waits for the job's end. */
export async function surviveDeath(scene: Scene, job: { id: string; takesMs: number }) {
  await randomMoment(scene.random, job.takesMs);
  scene.worker.kill('SIGKILL');
  await scene.worker.ended;
  scene.worker = await scene.world.startWorker();
  return ended(scene.world, job.id);
}

/** How long something takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
