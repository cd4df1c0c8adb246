import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestRetention } from '@holdfast/db/services/retention/request';
import { forget } from '@holdfast/worker/vault/forget';
import { locks } from '@holdfast/worker/vault/locks';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { someOf } from '../kit/endurance.ts';
import { backUp, ended, pointsOf } from '../kit/jobs.ts';
import { isStopped } from '../kit/process-state.ts';
import { flipBytes } from '../kit/repository-faults.ts';
import { QUICK_RESTIC, withEnvironment } from '../kit/tools.ts';
import { openVault } from '../kit/vault.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

interface Retained {
  readonly world: World;
  readonly itemId: string;
  readonly vaultId: string;
}

/** Three points of an item: of the first the days after its deletion are over, the second is to be deleted, the newest stays. */
async function worldOfThreePoints(): Promise<Retained> {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  const { itemId, policyId, vaultId } = await protectFolder(world, folder);
  const worker = await world.startWorker();
  for (const content of ['one', 'two', 'three']) {
    writeFileSync(join(folder, 'file'), content);
    await backUp(world, itemId);
  }
  worker.kill('SIGTERM');
  await worker.ended;
  const [first] = await pointsOf(world, itemId);
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner`update policies set retention = '{"all":{"keep":{"count":1}}}' where id = ${policyId}`;
  await owner`
    update recovery_points set state = 'SOFT_DELETED', deletion = '{"by":"RETENTION","why":"SURPLUS","text":"a newer one is there"}',
      deleted_at = now() - interval '16 days', removable_at = now() - interval '2 days', removal_seen_at = now() - interval '1 day'
    where id = ${first?.id ?? ''}`;
  await owner.end();
  return { world, itemId, vaultId };
}

async function askForRetention({ world, vaultId }: Retained): Promise<string> {
  return (await requestRetention(world.ctx, { input: { vaultId }, idempotencyKey: world.key() })).jobId;
}

/** The store and the vault say the same: the vault holds the snapshots of the points that are not removed, and no lock. */
async function expectAgreement({ world, itemId }: Retained, states: readonly string[]): Promise<void> {
  const points = await pointsOf(world, itemId);
  expect(points.map(({ state }) => state)).toEqual(states);
  const left = points.filter(({ state }) => state !== 'REMOVED').map(({ id }) => id);
  const owner = postgres(world.ownerUrl, { max: 1 });
  const parts = await owner<
    { id: string }[]
  >`select snapshot_id as id from recovery_point_parts where point_id in ${owner(left)}`;
  const audited = await owner<{ action: string }[]>`
    select action from audit_log where action like 'recovery-point.%' order by action`;
  await owner.end();
  const { repository } = await openVault(world);
  const stored = await snapshots(repository);
  expect(stored.map(({ id }) => id).toSorted()).toEqual(parts.map(({ id }) => id).toSorted());
  expect(await locks(repository)).toEqual([]);
  expect(audited.map(({ action }) => action)).toEqual(['recovery-point.deleted', 'recovery-point.removed']);
}

describe.concurrent('retention that is killed goes on where it was, once', () => {
  test.each(
    someOf(['retention.step-applied', 'retention.removal-begun', 'retention.forgotten', 'retention.before-end']),
  )(
    'killed at %s: one point is deleted, one removed, and the job tells of both',
    { timeout: 120_000 },
    async (fault) => {
      const retained = await worldOfThreePoints();
      await using world = retained.world;
      const jobId = await askForRetention(retained);
      const dying = await world.startWorker({ HOLDFAST_FAULT: fault });
      expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
      await world.startWorker();
      const job = await ended(world, jobId);
      expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2 });
      expect(job.result).toMatchObject({ expired: 1, returned: 0, removed: 1 });
      await expectAgreement(retained, ['REMOVED', 'SOFT_DELETED', 'AVAILABLE']);
    },
  );

  test(
    'a vault that is in use is not waited for for ever: the job says so, nothing is lost, and the next run removes what waited',
    { timeout: 180_000 },
    async () => {
      const retained = await worldOfThreePoints();
      await using world = retained.world;
      const { repository, location, password } = await openVault(world);
      const argv = ['-r', location, '--no-cache', 'backup', '--stdin-from-command', '--', 'sleep', '1000'];
      const busy = spawn(QUICK_RESTIC, argv, { env: withEnvironment({ RESTIC_PASSWORD: password }), stdio: 'ignore' });
      await waitFor('a lock', async () => (await locks(repository)).length > 0);
      const jobId = await askForRetention(retained);
      await world.startWorker();
      const job = await ended(world, jobId, 120_000);
      expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', warnings: [{ code: 'REMOVAL_WAITS' }] });
      expect((await pointsOf(world, retained.itemId)).map(({ state }) => state)).toEqual([
        'SOFT_DELETED',
        'SOFT_DELETED',
        'AVAILABLE',
      ]);
      const gone = once(busy, 'exit');
      busy.kill('SIGINT');
      await gone;
      expect(await ended(world, await askForRetention(retained))).toMatchObject({ status: 'COMPLETED' });
      await expectAgreement(retained, ['REMOVED', 'SOFT_DELETED', 'AVAILABLE']);
    },
  );

  test(
    'of a point that an earlier run had begun to remove nothing is taken back where the vault is in use: its snapshot may be gone',
    { timeout: 180_000 },
    async () => {
      const retained = await worldOfThreePoints();
      await using world = retained.world;
      const { repository, location, password } = await openVault(world);
      const owner = postgres(world.ownerUrl, { max: 1 });
      const [first, second] = await pointsOf(world, retained.itemId);
      const [part] = await owner<{ id: string }[]>`
        select snapshot_id as id from recovery_point_parts where point_id = ${first?.id ?? ''}`;
      await forget(repository, [part?.id ?? '']);
      await owner`update recovery_points set state = 'REMOVING' where id = ${first?.id ?? ''}`;
      await owner`
        update recovery_points set state = 'SOFT_DELETED', deletion = '{"by":"PERSON","text":"not needed","actor":{}}',
          deleted_at = now() - interval '16 days', removable_at = now() - interval '2 days', removal_seen_at = now() - interval '1 day'
        where id = ${second?.id ?? ''}`;
      await owner.end();
      const argv = ['-r', location, '--no-cache', 'backup', '--stdin-from-command', '--', 'sleep', '1000'];
      const busy = spawn(QUICK_RESTIC, argv, {
        env: withEnvironment({ RESTIC_PASSWORD: password }),
        stdio: 'ignore',
      });
      await waitFor('a lock', async () => (await locks(repository)).length > 0);
      const jobId = await askForRetention(retained);
      await world.startWorker();
      expect(await ended(world, jobId, 120_000)).toMatchObject({ warnings: [{ code: 'REMOVAL_WAITS' }] });
      expect((await pointsOf(world, retained.itemId)).map(({ state }) => state)).toEqual([
        'REMOVING',
        'SOFT_DELETED',
        'AVAILABLE',
      ]);
      const gone = once(busy, 'exit');
      busy.kill('SIGINT');
      await gone;
    },
  );
});

/** Of the two older points, which a person deleted, the days are over. */
async function deleteBoth({ world, itemId }: Retained): Promise<readonly string[]> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  const [first, second] = await pointsOf(world, itemId);
  const ids = [first?.id ?? '', second?.id ?? ''];
  await owner`
    update recovery_points set state = 'SOFT_DELETED', deletion = '{"by":"PERSON","text":"not needed","actor":{}}',
      deleted_at = now() - interval '16 days', removable_at = now() - interval '2 days', removal_seen_at = now() - interval '1 day'
    where id in ${owner(ids)}`;
  const parts = await owner<{ id: string }[]>`
    select snapshot_id as id from recovery_point_parts where point_id in ${owner(ids)} order by point_id`;
  await owner.end();
  return parts.map(({ id }) => id);
}

test('a snapshot that the engine cannot remove, since its file is damaged, keeps no other point from being removed, and is told', async () => {
  const retained = await worldOfThreePoints();
  await using world = retained.world;
  const [first = ''] = await deleteBoth(retained);
  const { location } = await openVault(world);
  flipBytes(join(location, 'snapshots', first));
  // The engine still has it there.
  rmSync(join(world.home, 'worker', 'cache'), { recursive: true });
  const jobId = await askForRetention(retained);
  await world.startWorker();
  const job = await ended(world, jobId);
  expect(job).toMatchObject({ status: 'FAILED', error: { code: 'REPOSITORY_DAMAGED' } });
  expect(job.error?.message).toContain(first);
  expect((await pointsOf(world, retained.itemId)).map(({ state }) => state)).toEqual([
    'REMOVING',
    'REMOVED',
    'AVAILABLE',
  ]);
}, 120_000);

test('a vault that goes away while points are removed from it: none of them is taken back, since some may be gone', async () => {
  const retained = await worldOfThreePoints();
  await using world = retained.world;
  await deleteBoth(retained);
  const { location } = await openVault(world);
  const goesAway = join(world.home, 'restic-whose-disk-goes');
  const lines = [`case "$1" in forget) ${QUICK_RESTIC} "$@" && mv ${location} ${location}.away; exit 0;; esac`];
  writeFileSync(goesAway, ['#!/bin/sh', ...lines, `exec ${QUICK_RESTIC} "$@"`, ''].join('\n'), { mode: 0o755 });
  const jobId = await askForRetention(retained);
  await world.startWorker({ HOLDFAST_RESTIC: goesAway });
  expect(await ended(world, jobId)).toMatchObject({ status: 'FAILED', error: { code: 'REPOSITORY_MISSING' } });
  expect((await pointsOf(world, retained.itemId)).map(({ state }) => state)).toEqual([
    'REMOVING',
    'REMOVING',
    'AVAILABLE',
  ]);
}, 120_000);

test('retention that is cancelled between two steps stops there: what it did stays, and the next run goes on', async () => {
  const retained = await worldOfThreePoints();
  await using world = retained.world;
  const jobId = await askForRetention(retained);
  const worker = await world.startWorker({ HOLDFAST_FAULT: 'retention.step-applied=pause' });
  await waitFor('the first step', () => isStopped(worker.pid));
  await cancelJob(world.ctx, { input: { jobId }, idempotencyKey: world.key() });
  worker.kill('SIGCONT');
  expect(await ended(world, jobId)).toMatchObject({ status: 'CANCELLED', attempt: 1 });
  const states = (await pointsOf(world, retained.itemId)).map(({ state }) => state);
  expect(states).toEqual(['SOFT_DELETED', 'SOFT_DELETED', 'AVAILABLE']);
  expect(await ended(world, await askForRetention(retained))).toMatchObject({ status: 'COMPLETED' });
  await expectAgreement(retained, ['REMOVED', 'SOFT_DELETED', 'AVAILABLE']);
}, 120_000);
