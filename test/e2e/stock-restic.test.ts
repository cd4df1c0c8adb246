import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { recoveryKitSchema } from '@holdfast/db/domain/recovery-kit';
import { keepRecoveryKit } from '@holdfast/db/services/vault/keep-recovery-kit';
import { expect, test } from 'vitest';
import { backUp } from '../kit/jobs.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { installedTools } from '../kit/tools.ts';
import { listTree } from '../kit/tree.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

const run = promisify(execFile);

test('a point is restored by stock restic alone, with what the recovery kit says', { timeout: 120_000 }, async () => {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  const before = listTree(folder);
  const { itemId, vaultId } = await protectFolder(world, folder);
  const { path: kit } = await keepRecoveryKit(world.ctx, world.home, vaultId);
  const worker = await world.startWorker();
  expect((await backUp(world, itemId)).status).toBe('COMPLETED');
  worker.kill('SIGKILL');
  await worker.ended;
  rmSync(folder, { recursive: true });

  const [repository] = recoveryKitSchema.parse(JSON.parse(readFileSync(kit, 'utf8'))).repositories;
  const target = join(world.home, 'by-hand');
  const env = { RESTIC_REPOSITORY: repository?.location, RESTIC_PASSWORD: repository?.password };
  const args = ['restore', 'latest', '--no-cache', '--sparse', '--target', target];
  await run(installedTools().restic.path, args, { env });
  expect(listTree(join(target, 'folder'))).toEqual(before);
});
