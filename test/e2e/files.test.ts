import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp, onlyPoint, restoreFrom } from '../kit/jobs.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { listTree } from '../kit/tree.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

test('a folder comes back as it was, with names, modes, owners, links and holes', { timeout: 120_000 }, async () => {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  const before = listTree(folder);
  const { itemId } = await protectFolder(world, folder);
  await world.startWorker();
  const backup = await backUp(world, itemId);
  expect(backup).toMatchObject({ status: 'COMPLETED', error: null });
  rmSync(folder, { recursive: true });
  const point = await onlyPoint(world, itemId);
  const restore = await restoreFrom(world, { recoveryPointId: point.id });
  expect(restore).toMatchObject({ status: 'COMPLETED', error: null });
  expect(listTree(folder)).toEqual(before);
});

test(
  'a restore beside leaves what is there untouched and lands under a name of its own',
  { timeout: 120_000 },
  async () => {
    await using world = await openWorld();
    const folder = join(world.data, 'folder');
    mkdirSync(folder);
    makeOddTree(folder);
    const { itemId } = await protectFolder(world, folder);
    await world.startWorker();
    await backUp(world, itemId);
    const before = listTree(folder);
    writeFileSync(join(folder, 'plain.txt'), 'newer');
    const changed = listTree(folder);
    const point = await onlyPoint(world, itemId);
    const restore = await restoreFrom(world, {
      recoveryPointId: point.id,
      target: { conflict: 'KEEP_BOTH' },
    });
    expect(restore.status).toBe('COMPLETED');
    const beside = String(restore.result?.['restoredTo']);
    expect(beside).toMatch(/folder\.restored-\d{8}-\d{6}Z$/);
    expect(listTree(folder)).toEqual(changed);
    expect(listTree(beside)).toEqual(before);
  },
);
