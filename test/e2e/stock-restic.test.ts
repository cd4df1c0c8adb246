import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { backUp } from '../kit/jobs.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { installedTools } from '../kit/tools.ts';
import { listTree } from '../kit/tree.ts';
import { openVault } from '../kit/vault.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

const run = promisify(execFile);

test(
  'a point is restored by stock restic alone, from the repository folder and its password',
  { timeout: 120_000 },
  async () => {
    await using world = await openWorld();
    const folder = join(world.data, 'folder');
    mkdirSync(folder);
    makeOddTree(folder);
    const before = listTree(folder);
    const { itemId } = await protectFolder(world, folder);
    const worker = await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const { location, password } = await openVault(world);
    worker.kill('SIGKILL');
    await worker.ended;
    rmSync(folder, { recursive: true });

    const target = join(world.home, 'by-hand');
    const env = { RESTIC_REPOSITORY: location, RESTIC_PASSWORD: password };
    const args = ['restore', 'latest', '--no-cache', '--sparse', '--target', target];
    await run(installedTools().restic.path, args, { env });
    expect(listTree(join(target, 'folder'))).toEqual(before);
  },
);
