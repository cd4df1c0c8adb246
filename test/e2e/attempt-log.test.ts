import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drill } from '../kit/drills.ts';
import { backUp, onlyPoint } from '../kit/jobs.ts';
import { packsOf } from '../kit/repository-faults.ts';
import { restorePoint } from '../kit/restores.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { openVault } from '../kit/vault.ts';
import { readAllAtOnce, verify } from '../kit/verification.ts';
import { waitFor } from '../kit/wait-for.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

const [INFO, WARN] = [30, 40];

test(
  'each attempt that ends leaves one line of what it was: a warning of a failure and of a check that found damage',
  { timeout: 90_000 },
  async () => {
    await using world = await openWorld();
    const folder = join(world.data, 'folder');
    mkdirSync(folder);
    writeFileSync(join(folder, 'file'), seededBytes('file', 500_000));
    const { itemId, vaultId } = await protectFolder(world, folder);
    await readAllAtOnce(world, vaultId);
    const worker = await world.startWorker();
    const ofItem = { subject: itemId, name: 'folder', attempt: 1 };
    const ofVault = { subject: vaultId, name: 'main', attempt: 1 };

    const backup = await backUp(world, itemId);
    expect(await endOf(worker, backup.id)).toMatchObject({
      ...{ ...ofItem, level: INFO, operation: 'BACKUP', outcome: 'COMPLETED' },
      ...{ jobId: backup.id, durationMs: expect.any(Number) },
    });
    const clean = await verify(world, vaultId);
    expect(await endOf(worker, clean.id)).toMatchObject({ ...ofVault, level: INFO, operation: 'VERIFY' });

    renameSync(folder, `${folder}-away`);
    const failed = await backUp(world, itemId);
    const { code, message } = failed.error ?? {};
    expect(await endOf(worker, failed.id)).toMatchObject({
      ...{ ...ofItem, level: WARN, operation: 'BACKUP', outcome: 'FAILED', failure: { code, message } },
    });
    const point = await onlyPoint(world, itemId);

    const [largest = ''] = packsOf((await openVault(world)).location);
    unlinkSync(largest);
    const failure = { code: 'REPOSITORY_DAMAGED' };
    const { job } = await drill(world, itemId);
    expect(await endOf(worker, job.id)).toMatchObject({ ...ofItem, level: WARN, operation: 'DRILL', failure });
    const damaged = await verify(world, vaultId);
    expect(await endOf(worker, damaged.id)).toMatchObject({
      ...{ ...ofVault, level: WARN, operation: 'VERIFY', outcome: 'COMPLETED' },
      points: { damaged: 1, stillDamaged: 1, missing: 0, stillMissing: 0 },
    });
    const left = await verify(world, vaultId);
    expect(await endOf(worker, left.id)).toMatchObject({ level: WARN, points: { damaged: 0, stillDamaged: 1 } });

    const restore = await restorePoint(world, point, { path: folder });
    expect(await endOf(worker, restore.id)).toMatchObject({ ...ofItem, level: WARN, operation: 'RESTORE', failure });
  },
);

/** The one line of a job's end: it is written after the store knows of that. */
async function endOf(worker: WorkerProcess, jobId: string) {
  const lines = () => worker.log.filter((line) => line['jobId'] === jobId && 'outcome' in line);
  await waitFor(`the line of ${jobId}`, async () => lines().length > 0);
  expect(lines()).toHaveLength(1);
  return lines()[0];
}
