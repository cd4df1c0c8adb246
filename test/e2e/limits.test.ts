import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobAttempts, jobs } from '@holdfast/db/schema';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { updateSite } from '@holdfast/db/services/site/update';
import { updateVault } from '@holdfast/db/services/vault/update';
import { ended, onlyPoint } from '../kit/jobs.ts';
import { slowRestic } from '../kit/slow-restic.ts';
import { QUICK_RESTIC } from '../kit/tools.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

/** Items of one file each, and what they are kept in. */
async function worldOfItems(count: number, bytes: number) {
  const world = await openWorld();
  const { vaultId, policyId } = await protectFolder(world, world.data);
  const itemIds: string[] = [];
  for (let n = 0; n < count; n++) {
    const path = join(world.data, `${n}`);
    mkdirSync(path);
    writeFileSync(join(path, 'file'), randomBytes(bytes));
    const input = { name: `item ${n}`, vaultId, policyId, source: { kind: 'FILES', config: { path } } };
    itemIds.push((await protectItem(world.ctx, { input, idempotencyKey: world.key() })).itemId);
  }
  return { world, vaultId, itemIds };
}

async function backUp(world: World, itemIds: readonly string[]): Promise<string[]> {
  const ask = (itemId: string) => requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  return (await Promise.all(itemIds.map(ask))).map(({ jobId }) => jobId);
}

/** How many attempts were under way at once at most, by the store's clock. */
async function mostAtOnce(world: World): Promise<number> {
  const attempts = await world.store.db.select().from(jobAttempts);
  const running = (at: Date) => attempts.filter((one) => one.startedAt <= at && (one.endedAt ?? at) > at).length;
  return Math.max(...attempts.map((one) => running(one.startedAt)));
}

async function siteOf(world: World): Promise<string> {
  const [job] = await world.store.db.select({ siteId: jobs.siteId }).from(jobs).limit(1);
  return job?.siteId ?? '';
}

test(
  'two workers together run no more backups into a vault than it takes, and all of them end, also when one worker is killed',
  { timeout: 120_000 },
  async () => {
    const { world, vaultId, itemIds } = await worldOfItems(10, 1_000);
    await using _ = world;
    await updateVault(world.ctx, { input: { vaultId, maxJobs: 2 }, idempotencyKey: world.key() });
    const jobIds = await backUp(world, itemIds);
    const slow = { HOLDFAST_RESTIC: slowRestic(world.home, 1) };
    const [first] = await Promise.all([world.startWorker(slow), world.startWorker()]);
    await waitFor('a job that waits for its turn', async () => {
      const rows = await world.store.db.select({ waitsFor: jobs.waitsFor }).from(jobs);
      return rows.some(({ waitsFor }) => waitsFor?.reason === 'VAULT');
    });
    first.kill('SIGKILL');
    for (const jobId of jobIds) expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED' });
    expect(await mostAtOnce(world)).toBeLessThanOrEqual(2);
  },
);

/** The same restic, telling a file by which arguments it was started. */
function tellingRestic(folder: string): { wrapper: string; told: string } {
  const [wrapper, told] = [join(folder, 'telling-restic'), join(folder, 'arguments')];
  writeFileSync(wrapper, `#!/bin/sh\necho "$*" >> '${told}'\nexec '${QUICK_RESTIC}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  return { wrapper, told };
}

test(
  'the engine is given one job’s share of the bandwidth of its site, also for a restore',
  { timeout: 120_000 },
  async () => {
    const { world, itemIds } = await worldOfItems(1, 1_000);
    await using _ = world;
    const [jobId = ''] = await backUp(world, itemIds);
    const limits = { maxJobs: 2, uploadKibPerSecond: 4_096, downloadKibPerSecond: 9_001 };
    const input = { siteId: await siteOf(world), ...limits };
    await updateSite(world.ctx, { input, idempotencyKey: world.key() });
    const { wrapper, told } = tellingRestic(world.home);
    await world.startWorker({ HOLDFAST_RESTIC: wrapper });
    expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED' });
    const point = await onlyPoint(world, itemIds[0] ?? '');
    const restore = { recoveryPointId: point.id, target: { path: join(world.data, 'beside') } };
    const { jobId: restoreId } = await requestRestore(world.ctx, { input: restore, idempotencyKey: world.key() });
    expect(await ended(world, restoreId)).toMatchObject({ status: 'COMPLETED' });
    const runs = readFileSync(told, 'utf8').split('\n');
    for (const verb of ['backup', 'restore']) {
      const shares = expect.stringMatching(/--limit-upload 2048 --limit-download 4500( |$)/);
      expect(runs.find((run) => run.startsWith(`${verb} `))).toEqual(shares);
    }
  },
);
