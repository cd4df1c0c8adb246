import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { newId } from '@holdfast/db/domain/ids';
import { jobEvents, repositoryLeases, vaults } from '@holdfast/db/schema';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { requestPrune } from '@holdfast/db/services/prune/request';
import { requestRetention } from '@holdfast/db/services/retention/request';
import { forget } from '@holdfast/worker/vault/forget';
import { locks } from '@holdfast/worker/vault/locks';
import { check } from '@holdfast/worker/vault/maintain';
import { planPrune } from '@holdfast/worker/vault/prune';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { EVERYTHING } from '../kit/endurance.ts';
import { backUp, ended, pointsOf, readJob } from '../kit/jobs.ts';
import { isStopped } from '../kit/process-state.ts';
import { restorePoint } from '../kit/restores.ts';
import { QUICK_RESTIC } from '../kit/tools.ts';
import { openVault } from '../kit/vault.ts';
import { alertOf, snapshotOf } from '../kit/verification.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const MIB = 1024 * 1024;

interface Wasteful {
  readonly world: World;
  readonly itemId: string;
  readonly vaultId: string;
  /** Puts the vault back to how it was before anything was freed. */
  waste(): void;
  /** What each point that is left restores. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

/** An item with two points left, in a vault that still holds what a removed third one alone had needed. */
async function wastefulWorld(): Promise<Wasteful> {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  const { itemId, vaultId } = await protectFolder(world, folder);
  const worker = await world.startWorker();
  const contents: Buffer[] = [];
  for (let round = 0; round < 3; round++) {
    contents.push(randomBytes(3 * MIB));
    writeFileSync(join(folder, 'file'), contents[round] ?? '');
    await backUp(world, itemId);
  }
  worker.kill('SIGTERM');
  await worker.ended;
  const [first, second, third] = await pointsOf(world, itemId);
  const owner = postgres(world.ownerUrl, { max: 1 });
  const parts = await owner<{ id: string }[]>`
    select snapshot_id as id from recovery_point_parts where point_id = ${first?.id ?? ''}`;
  await owner`update recovery_points set state = 'REMOVED', deletion = '{"by":"PERSON","text":"gone","actor":{}}', deleted_at = now(),
    removable_at = now(), removed_at = now() where id = ${first?.id ?? ''}`;
  await owner.end();
  const { repository } = await openVault(world);
  await forget(
    repository,
    parts.map(({ id }) => id),
  );
  const left = new Map([
    [second?.id ?? '', contents[1] ?? Buffer.of()],
    [third?.id ?? '', contents[2] ?? Buffer.of()],
  ]);
  const vault = join(world.home, 'vaults', 'main');
  const copy = join(world.home, 'wasteful-copy');
  cpSync(vault, copy, { recursive: true });
  const waste = () => {
    rmSync(vault, { recursive: true });
    cpSync(copy, vault, { recursive: true });
  };
  return { world, itemId, vaultId, waste, contents: left };
}

async function askForPrune({ world, vaultId }: Wasteful): Promise<string> {
  return (await requestPrune(world.ctx, { input: { vaultId }, idempotencyKey: world.key() })).jobId;
}

async function askForBackup({ world, itemId }: Wasteful): Promise<string> {
  return (await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() })).jobId;
}

/** Nothing is left to free; the vault is whole and holds what the store says, without a lock; no lease is left. */
async function expectAgreement({ world, itemId }: Wasteful): Promise<void> {
  const { repository } = await openVault(world);
  expect(await planPrune(repository)).toMatchObject({ removedBytes: 0, unreferencedBytes: 0 });
  expect(await check(repository, { readDataSubset: '100%' })).toMatchObject({ healthy: true });
  expect(await locks(repository)).toEqual([]);
  expect(await world.store.db.select().from(repositoryLeases)).toEqual([]);
  const there = (await pointsOf(world, itemId)).filter(({ state }) => state === 'AVAILABLE');
  expect(await snapshots(repository)).toHaveLength(there.length);
}

async function expectRestorable({ world, contents }: Wasteful): Promise<void> {
  for (const [id, content] of contents) {
    const path = join(world.data, `restored-${id}`);
    expect(await restorePoint(world, { id }, { path })).toMatchObject({ status: 'COMPLETED' });
    expect(readFileSync(join(path, 'file')).equals(content)).toBe(true);
  }
}

/** A verification at work on another machine, which nobody here can prove dead; and a point that is to be removed. */
async function heldByVerification({ world, itemId, vaultId }: Wasteful): Promise<string> {
  const jobId = newId('job', new Date());
  const workerId = newId('worker', new Date());
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner.begin(async (tx) => {
    await tx`insert into workers (id, site_id, host_id, pid, pid_start) select ${workerId}, site_id, 'elsewhere', 1, '1' from repositories`;
    await tx`insert into jobs (id, operation, status, vault_id, site_id, requested_by, exclusion_key, max_attempts, attempt)
      select ${jobId}, 'VERIFY', 'IN_PROGRESS', ${vaultId}, site_id, '{"type":"system","component":"worker"}', ${jobId}, 3, 1 from repositories`;
    await tx`insert into job_attempts (job_id, number, worker_id, lease_until) values (${jobId}, 1, ${workerId}, now() + interval '1 hour')`;
    await tx`insert into repository_leases (repository_id, purpose, job_id, attempt) select id, 'VERIFY', ${jobId}, 1 from repositories`;
    await tx`update recovery_points set state = 'SOFT_DELETED', deletion = '{"by":"PERSON","text":"not needed","actor":{}}',
        deleted_at = now() - interval '16 days', removable_at = now() - interval '2 days', removal_seen_at = now() - interval '1 day'
      where id = (select id from recovery_points where item_id = ${itemId} and state = 'AVAILABLE' order by taken_at limit 1)`;
  });
  await owner.end();
  return jobId;
}

async function askForRetention({ world, vaultId }: Wasteful): Promise<string> {
  return (await requestRetention(world.ctx, { input: { vaultId }, idempotencyKey: world.key() })).jobId;
}

/** A restic that does nothing when it is to clean up, until it is told to stop. */
function standingRestic(folder: string): string {
  const wrapper = join(folder, 'restic-that-stands');
  const stand = `case "$*" in *--dry-run*) ;; prune*) exec sleep 1000;; esac`;
  writeFileSync(wrapper, `#!/bin/sh\n${stand}\nexec ${QUICK_RESTIC} "$@"\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}

function messagesOf(world: World, jobId: string, type: string) {
  return world.store.db
    .select({ message: jobEvents.message })
    .from(jobEvents)
    .where(and(eq(jobEvents.jobId, jobId), eq(jobEvents.type, type)));
}

/** Of one job each: where its first attempt is killed, and where its second. */
const DEATHS = [
  [
    ['looked', 'blocked'],
    ['slice-begun', 'slice-done'],
  ],
  [['unblocked', 'checked'], ['before-end']],
];

describe.concurrent('a clean-up', () => {
  test.each(DEATHS.slice(0, EVERYTHING ? undefined : 1))(
    'that is killed at %j, then at %j, is done by the next attempt, and every point restores',
    { timeout: 240_000 },
    async (...jobs) => {
      const wasteful = await wastefulWorld();
      await using world = wasteful.world;
      for (const steps of jobs) {
        wasteful.waste();
        const jobId = await askForPrune(wasteful);
        for (const step of steps) {
          const dying = await world.startWorker({ HOLDFAST_FAULT: `prune.${step}` });
          expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
        }
        const worker = await world.startWorker();
        expect(await ended(world, jobId)).toMatchObject({
          status: 'COMPLETED',
          attempt: steps.length + 1,
          warningCount: 0,
          result: { slices: expect.any(Number), blockedMs: expect.any(Number) },
        });
        await expectAgreement(wasteful);
        if (steps === jobs.at(-1)) await expectRestorable(wasteful);
        worker.kill('SIGKILL');
        await worker.ended;
      }
    },
  );

  test('throws away nothing of a point whose snapshot the vault does not show', { timeout: 240_000 }, async () => {
    const wasteful = await wastefulWorld();
    await using world = wasteful.world;
    const [id = ''] = wasteful.contents.keys();
    const file = join(world.home, 'vaults', 'main', 'snapshots', await snapshotOf(world, id));
    renameSync(file, join(world.home, 'hidden'));
    await world.startWorker();
    expect(await ended(world, await askForPrune(wasteful))).toMatchObject({
      status: 'FAILED',
      error: { code: 'SNAPSHOTS_MISSING' },
    });
    expect(await alertOf(world, wasteful.vaultId, 'PRUNE_FAILED')).toMatchObject({ condition: 'FIRED' });
    renameSync(join(world.home, 'hidden'), file);
    await expectRestorable(wasteful);
    expect(await ended(world, await askForPrune(wasteful))).toMatchObject({ status: 'COMPLETED', warningCount: 0 });
    await expectAgreement(wasteful);
  });

  test(
    'keeps a backup waiting that is asked for meanwhile, which is told why and then runs; two workers clean up once',
    { timeout: 240_000 },
    async () => {
      const wasteful = await wastefulWorld();
      await using world = wasteful.world;
      const jobId = await askForPrune(wasteful);
      const cleaner = await world.startWorker({ HOLDFAST_FAULT: 'prune.slice-begun=pause' });
      await waitFor('the slice', () => isStopped(cleaner.pid));
      await world.startWorker();
      const backupId = await askForBackup(wasteful);
      const waiting = await waitFor('it to be told', async () => (await readJob(world, backupId)).waitsFor ?? false);
      expect(waiting).toEqual({ reason: 'MAINTENANCE', name: 'main' });
      expect(await world.store.db.select().from(repositoryLeases)).toMatchObject([
        { jobId, purpose: 'PRUNE', blocks: true },
      ]);
      cleaner.kill('SIGCONT');
      expect(await ended(world, backupId)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
      const job = await ended(world, jobId);
      expect(job).toMatchObject({ status: 'COMPLETED', attempt: 1, result: { slices: 1 } });
      expect(Number(job.result?.['freedBytes'])).toBeGreaterThan(2 * MIB);
      expect(Number(job.result?.['blockedMs'])).toBeGreaterThan(0);
      expect(await messagesOf(world, backupId, 'job.waits')).toEqual([
        { message: 'Waits: the vault main is cleaned up or repaired; for minutes at most.' },
      ]);
      await expectAgreement(wasteful);
    },
  );

  test(
    'gives the vault back to a restore at once, and to a backup that does not end in time',
    { timeout: 240_000 },
    async () => {
      const wasteful = await wastefulWorld();
      await using world = wasteful.world;
      const busy = await world.startWorker({ HOLDFAST_FAULT: 'backup.after-snapshot=pause' });
      const backupId = await askForBackup(wasteful);
      await waitFor('the backup', () => isStopped(busy.pid));
      const cleaner = await world.startWorker({
        HOLDFAST_PRUNE_DRAIN_SECONDS: '1',
        HOLDFAST_FAULT: 'prune.slice-begun=pause',
      });
      const refused = await ended(world, await askForPrune(wasteful));
      expect(refused).toMatchObject({
        status: 'COMPLETED_WITH_WARNINGS',
        warnings: [{ code: 'PRUNE_WAITS' }],
        result: { freedBytes: 0, slices: 0 },
      });
      expect(Number(refused.result?.['blockedMs'])).toBeGreaterThanOrEqual(1_000);
      expect(await world.store.db.select().from(repositoryLeases)).toEqual([]);
      const [vault] = await world.store.db.select({ next: vaults.nextPruneAt }).from(vaults);
      expect(Math.abs(Number(vault?.next) - Date.now() - 3_600_000)).toBeLessThan(60_000);
      busy.kill('SIGCONT');
      expect(await ended(world, backupId)).toMatchObject({ status: 'COMPLETED' });
      // The next one is for the other worker, which stops in it.
      busy.kill('SIGTERM');
      await busy.ended;

      const jobId = await askForPrune(wasteful);
      await waitFor('the slice', () => isStopped(cleaner.pid));
      // Somebody has to take the restore, to be told that it waits.
      await world.startWorker();
      const [point] = await pointsOf(world, wasteful.itemId).then((all) => all.slice(-1));
      const { jobId: restoreId } = await requestRestore(world.ctx, {
        input: { recoveryPointId: point?.id, target: { path: join(world.data, 'back') } },
        idempotencyKey: world.key(),
      });
      await waitFor('it to wait', async () => (await readJob(world, restoreId)).waitsFor?.reason === 'MAINTENANCE');
      cleaner.kill('SIGCONT');
      expect(await ended(world, restoreId)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
      expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
      const said = await messagesOf(world, jobId, 'prune.waits');
      expect(said).toContainEqual({ message: 'Somebody needs the vault: the slice was stopped.' });
      await expectAgreement(wasteful);

      const verification = await heldByVerification(wasteful);
      const inTheWay = expect.stringMatching(`A verification reads the vault.*${verification}`);
      expect(await ended(world, await askForRetention(wasteful))).toMatchObject({
        status: 'COMPLETED_WITH_WARNINGS',
        warnings: [{ code: 'REMOVAL_WAITS', message: inTheWay }],
      });
      wasteful.waste();
      expect(await ended(world, await askForPrune(wasteful))).toMatchObject({
        status: 'COMPLETED_WITH_WARNINGS',
        warnings: [{ code: 'PRUNE_WAITS', message: inTheWay }],
      });
    },
  );

  test.runIf(EVERYTHING)(
    'for which a slice has too little time ends it in time, tries smaller ones, and says so at last',
    { timeout: 240_000 },
    async () => {
      const wasteful = await wastefulWorld();
      await using world = wasteful.world;
      await world.startWorker({
        HOLDFAST_PRUNE_SLICE_SECONDS: '1',
        HOLDFAST_RESTIC: standingRestic(world.home),
      });
      const job = await ended(world, await askForPrune(wasteful));
      expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', warnings: [{ code: 'PRUNE_TOO_SLOW' }] });
      expect(await messagesOf(world, job.id, 'prune.waits')).toHaveLength(3);
      const [vault] = await world.store.db.select({ next: vaults.nextPruneAt }).from(vaults);
      expect(Number(vault?.next) - Date.now()).toBeGreaterThan(2 * 3_600_000);
      expect(Number(job.result?.['blockedMs'])).toBeLessThan(60_000);
      const { repository } = await openVault(world);
      expect(await locks(repository)).toEqual([]);
      await expectRestorable(wasteful);
    },
  );
});
