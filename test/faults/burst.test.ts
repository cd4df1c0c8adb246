import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { count, ne } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { jobAttempts, jobs, recoveryPoints } from '@holdfast/db/schema';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { atLength } from '../kit/endurance.ts';
import { expectVaultMatchesStore } from '../kit/soundness.ts';
import { installedTools, withEnvironment } from '../kit/tools.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const JOBS = atLength(200, 60);
const SLOTS = 8;
const IDLE_AT_MOST_MS = 1_000;
const DRAINED_WITHIN_MS = 280_000;

/** Items of one small file each, in one vault. */
async function worldOfSmallItems(items: number) {
  const world = await openWorld();
  const { vaultId, policyId } = await protectFolder(world, world.data);
  const itemIds: string[] = [];
  for (let n = 0; n < items; n++) {
    const path = join(world.data, `${n}`);
    mkdirSync(path);
    writeFileSync(join(path, 'file'), `file ${n}`);
    const source = { kind: 'FILES', config: { path } };
    const input = { name: `item ${n}`, vaultId, policyId, source };
    itemIds.push((await protectItem(world.ctx, { input, idempotencyKey: world.key() })).itemId);
  }
  return { world, itemIds };
}

async function backUpAll(world: World, itemIds: readonly string[]): Promise<void> {
  const ask = (itemId: string) => requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  await Promise.all(itemIds.map(ask));
}

async function expectOnePointEach(world: World, itemIds: readonly string[]): Promise<void> {
  const points = await world.store.db.select({ itemId: recoveryPoints.itemId }).from(recoveryPoints);
  expect(points.map((point) => point.itemId).toSorted()).toEqual(itemIds.toSorted());
  await expectVaultMatchesStore(world);
}

async function drained(world: World): Promise<boolean> {
  const [open] = await world.store.db.select({ jobs: count() }).from(jobs).where(ne(jobs.status, 'COMPLETED'));
  return open?.jobs === 0;
}

/** When each attempt began and ended, by the database's clock, in milliseconds. */
async function timesOf(world: World) {
  const attempts = await world.store.db.select().from(jobAttempts);
  const times = (of: (attempt: (typeof attempts)[number]) => Date | null) =>
    attempts.map((attempt) => of(attempt)?.getTime() ?? Infinity).toSorted((a, b) => a - b);
  return { began: times((attempt) => attempt.startedAt), ended: times((attempt) => attempt.endedAt) };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

/** The most attempts that were open at one moment. */
function mostAtOnce({ began, ended }: { began: readonly number[]; ended: readonly number[] }): number {
  return Math.max(...began.map((moment, index) => index + 1 - ended.filter((end) => end <= moment).length));
}

test(
  `${JOBS} jobs queued at once drain at full concurrency, no slot idles while jobs wait, and each makes one point`,
  { timeout: 400_000 },
  async () => {
    const { world, itemIds } = await worldOfSmallItems(JOBS);
    await using _ = world;
    await world.startWorker({ HOLDFAST_CONCURRENCY: `${SLOTS}` });
    await backUpAll(world, itemIds);
    await waitFor('all jobs to be completed', () => drained(world), DRAINED_WITHIN_MS);

    const times = await timesOf(world);
    expect(times.began, 'attempts').toHaveLength(JOBS);
    expect(mostAtOnce(times)).toBe(SLOTS);
    // The slot that the first end freed is the one that the ninth attempt took, and so on.
    const idle = times.began.slice(SLOTS).map((moment, index) => moment - (times.ended[index] ?? Infinity));
    // More than a second only where the machine itself is too busy; a slot that waits for a poll is far beyond that.
    expect(middleOf(idle)).toBeLessThan(IDLE_AT_MOST_MS);
    expect(Math.max(...idle)).toBeLessThan(5 * IDLE_AT_MOST_MS);

    await expectOnePointEach(world, itemIds);
  },
);

test('a vault whose making was killed in the middle is made by the next backup', { timeout: 120_000 }, async () => {
  const { world, itemIds } = await worldOfSmallItems(1);
  await using _ = world;
  const vault = join(world.home, 'vaults', 'main');
  const env = withEnvironment({ RESTIC_REPOSITORY: vault, RESTIC_PASSWORD: 'of a key that opens nothing' });
  execFileSync(installedTools().restic.path, ['init', '--quiet'], { env });
  // The engine writes the key first.
  rmSync(join(vault, 'config'));
  await world.startWorker();
  await backUpAll(world, itemIds);
  await waitFor('the job to be completed', () => drained(world), 60_000);
  await expectOnePointEach(world, itemIds);
});

test('two workers that come upon a new vault at once make one repository of it', { timeout: 180_000 }, async () => {
  const { world, itemIds } = await worldOfSmallItems(8);
  await using _ = world;
  await Promise.all([world.startWorker(), world.startWorker()]);
  await backUpAll(world, itemIds);
  await waitFor('all jobs to be completed', () => drained(world), 120_000);
  await expectOnePointEach(world, itemIds);
});
