import { mkdirSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp, pointsOf } from '../kit/jobs.ts';
import { flipBytes, packsOf } from '../kit/repository-faults.ts';
import { restorePoint } from '../kit/restores.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { listTree } from '../kit/tree.ts';
import { expectResolved, expectTypedFailure } from '../kit/typed-failure.ts';
import { openVault } from '../kit/vault.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

const DAMAGES = [
  ['damaged', flipBytes],
  ['deleted', unlinkSync],
] as const;

test.each(DAMAGES)(
  'a %s pack: the restore is refused, the target is as it was, and another point still restores',
  { timeout: 240_000 },
  async (_, damage) => {
    await using world = await openWorld();
    const folder = join(world.data, 'folder');
    mkdirSync(folder);
    writeFileSync(join(folder, 'first'), seededBytes('first', 2_000_000));
    const healthy = listTree(folder);
    const { itemId } = await protectFolder(world, folder);
    await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const { location } = await openVault(world);
    const before = new Set(packsOf(location));
    for (let n = 0; n < 3; n++) writeFileSync(join(folder, `second-${n}`), seededBytes(`second-${n}`, 2_000_000));
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const [older, newer] = await pointsOf(world, itemId);
    const pack = packsOf(location).find((file) => !before.has(file));
    if (!older || !newer || pack === undefined) throw new Error('there is nothing to damage');
    damage(pack);

    writeFileSync(join(folder, 'first'), 'changed since');
    const untouched = listTree(folder);
    for (const count of [1, 2]) {
      const job = await restorePoint(world, newer, { conflict: 'REPLACE' });
      await expectTypedFailure(world, job, { code: 'REPOSITORY_DAMAGED', kind: 'RESTORE_FAILED', count });
      expect(listTree(folder)).toEqual(untouched);
      expect(readdirSync(world.data)).toEqual(['folder']);
    }

    expect(await restorePoint(world, older, { conflict: 'REPLACE' })).toMatchObject({
      status: 'COMPLETED',
      error: null,
    });
    expect(listTree(folder)).toEqual(healthy);
    await expectResolved(world, { itemId, kind: 'RESTORE_FAILED', code: 'REPOSITORY_DAMAGED' });
  },
);

test('a deleted folder tree in the vault: the restore is refused and nothing lands', { timeout: 240_000 }, async () => {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(join(folder, 'deep'), { recursive: true });
  writeFileSync(join(folder, 'deep', 'file'), seededBytes('file', 500_000));
  const { itemId } = await protectFolder(world, folder);
  await world.startWorker();
  expect((await backUp(world, itemId)).status).toBe('COMPLETED');
  const [point] = await pointsOf(world, itemId);
  const trees = packsOf((await openVault(world)).location).at(-1);
  if (!point || trees === undefined) throw new Error('there is nothing to damage');
  unlinkSync(trees);
  // The engine keeps copies of trees, which a worker on another machine would not have.
  renameSync(join(world.home, 'worker', 'cache'), join(world.home, 'no-cache'));
  for (const wish of [{}, { paths: ['deep'] }]) {
    const job = await restorePoint(world, point, { ...wish, path: join(world.data, 'elsewhere') });
    expect(job.error).toMatchObject({ code: 'REPOSITORY_DAMAGED' });
    expect(readdirSync(world.data)).toEqual(['folder']);
  }
});
