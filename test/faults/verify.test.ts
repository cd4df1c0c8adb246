import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { desc, eq } from 'drizzle-orm';
import postgres, { type Sql } from 'postgres';
import { describe, expect, test } from 'vitest';
import { jobs, repositoryLeases } from '@holdfast/db/schema';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestVerification } from '@holdfast/db/services/verification/request';
import { locks } from '@holdfast/worker/vault/locks';
import { storedIds } from '@holdfast/worker/vault/stored-ids';
import { EVERYTHING } from '../kit/endurance.ts';
import { backUp, ended, pointsOf } from '../kit/jobs.ts';
import { isStopped } from '../kit/process-state.ts';
import { flipBytes, packsOf } from '../kit/repository-faults.ts';
import { restorePoint } from '../kit/restores.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { QUICK_RESTIC, withEnvironment } from '../kit/tools.ts';
import { openVault } from '../kit/vault.ts';
import { alertOf, backUpAndLookAgain, marksOf, snapshotOf, verify } from '../kit/verification.ts';
import { waitFor } from '../kit/wait-for.ts';
import type { World } from '../kit/world.ts';
import { checkedVault, expectSound } from '../kit/checked-vault.ts';

describe.concurrent('what is damaged in a vault is found, mapped to the points that it touches, told, and healed where it can be', () => {
  test(
    'flipped bytes: the points that need them are marked, no other; the next backup heals them, and the check after it comes by itself',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault(true);
      const { vaultId, photos, orders, pack } = checked;
      await using world = checked.world;
      const well = { shares: 1, damaged: 0, missing: 0, adopted: 0, stillDamaged: 0 };
      expect(await verify(world, vaultId)).toMatchObject({ error: null, status: 'COMPLETED', result: well });
      flipBytes(pack);
      const job = await verify(world, vaultId);
      expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', result: { damaged: 2, stillDamaged: 2 } });
      expect(await marksOf(world, photos)).toEqual(['DAMAGED', 'DAMAGED']);
      expect(await marksOf(world, orders)).toEqual([null]);
      const [point] = await pointsOf(world, photos);
      expect(point?.damage).toMatchObject({ jobId: job.id, paths: ['/photos/kept'], pathCount: 1 });
      const alert = await alertOf(world, vaultId, 'VAULT_DAMAGED');
      expect(alert).toMatchObject({ severity: 'CRITICAL', condition: 'FIRED', count: 1, jobId: job.id });
      expect(alert?.error.message).toBe('2 recovery points of the vault lost data: 2 of photos.');
      expect(alert?.error.remedy).toContain('No newer good point is there of photos.');

      expect(await backUpAndLookAgain(world, { vaultId, itemId: photos })).toMatchObject({
        status: 'COMPLETED',
        result: { shares: 0, healed: 2, stillDamaged: 0 },
      });
      expect(await marksOf(world, photos)).toEqual([null, null, null]);
      const [backup] = await world.store.db
        .select()
        .from(jobs)
        .where(eq(jobs.itemId, photos))
        .orderBy(desc(jobs.id))
        .limit(1);
      const kept = join(world.data, 'photos', 'kept');
      expect(backup).toMatchObject({ warningCount: 1, warnings: [{ code: 'STORED_AGAIN', subject: kept }] });
      expect(await alertOf(world, vaultId, 'VAULT_DAMAGED')).toMatchObject({ condition: 'RESOLVED' });
      await expectSound(checked);
    },
  );

  test('what the source no longer has stays lost, and is told', { timeout: 180_000 }, async () => {
    const checked = await checkedVault(true);
    const { vaultId, photos, pack } = checked;
    await using world = checked.world;
    unlinkSync(pack);
    rmSync(join(world.data, 'photos', 'kept'));
    expect(await verify(world, vaultId)).toMatchObject({ result: { damaged: 2 } });
    const job = await backUpAndLookAgain(world, { vaultId, itemId: photos });
    expect(job).toMatchObject({
      status: 'COMPLETED_WITH_WARNINGS',
      result: { damaged: 0, healed: 0, stillDamaged: 2 },
    });
    expect(await marksOf(world, photos)).toEqual(['DAMAGED', 'DAMAGED', null]);
    expect(await alertOf(world, vaultId, 'VAULT_DAMAGED')).toMatchObject({ condition: 'FIRED' });
    const [older] = await pointsOf(world, photos);
    if (!older) throw new Error('there is no point');
    const elsewhere = join(world.data, 'elsewhere');
    expect(await restorePoint(world, older, { path: elsewhere })).toMatchObject({
      status: 'FAILED',
      error: { code: 'REPOSITORY_DAMAGED' },
    });
    expect(existsSync(elsewhere)).toBe(false);
  });

  test(
    'two damages at once: a repair of one loses nothing of the other, and nothing counts as read that the engine could not find',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault(true);
      const { vaultId, photos, orders, location, pack } = checked;
      await using world = checked.world;
      const before = new Set(packsOf(location));
      for (let part = 0; part < 8; part++) {
        writeFileSync(join(world.data, 'photos', `part-${part}`), seededBytes(`part-${part}`, 200_000));
      }
      await backUp(world, photos);
      const mixed = packsOf(location).find((one) => !before.has(one)) ?? '';
      truncateSync(mixed, Math.floor(statSync(mixed).size * 0.6));
      unlinkSync(pack);
      expect(await verify(world, vaultId)).toMatchObject({ result: { shares: 1, damaged: 3 } });
      const newest = (await pointsOf(world, photos)).at(-1);
      const lost = newest?.damage?.paths.filter((path) => path.includes('part-')) ?? [];
      expect(lost.length).toBeGreaterThan(0);
      expect(lost.length).toBeLessThan(6);

      const ofOrders = packsOf(location).find((one) => Math.floor(statSync(one).size / 10_000) === 70) ?? '';
      flipBytes(ofOrders);
      for (const index of readdirSync(join(location, 'index'))) flipBytes(join(location, 'index', index));
      expect(await verify(world, vaultId)).toMatchObject({ result: { shares: 1, damaged: 1 } });
      expect(await marksOf(world, orders)).toEqual(['DAMAGED']);
    },
  );

  // The same repair is shown without a worker in test/contracts/restic.
  test.runIf(EVERYTHING)(
    'an index that is damaged or gone is made anew, and no point lost anything',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault(true);
      const { vaultId, photos, orders, location } = checked;
      await using world = checked.world;
      for (const damage of [flipBytes, unlinkSync]) {
        const [index = ''] = readdirSync(join(location, 'index'));
        damage(join(location, 'index', index));
        const job = await verify(world, vaultId);
        expect(job).toMatchObject({ warnings: [{ code: 'DAMAGE_OF_NO_POINT' }], result: { stillDamaged: 0 } });
        expect([await marksOf(world, photos), await marksOf(world, orders)]).toEqual([[null, null], [null]]);
        await expectSound(checked);
      }
    },
  );

  test(
    'a snapshot behind our back: gone, back, unreadable; each time exactly its point says so',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault(true);
      const { vaultId, photos, orders, location } = checked;
      await using world = checked.world;
      const [older, newer] = await pointsOf(world, photos);
      const file = join(location, 'snapshots', await snapshotOf(world, older?.id ?? ''));
      renameSync(file, join(world.home, 'kept-aside'));
      expect(await verify(world, vaultId)).toMatchObject({ result: { missing: 1, stillMissing: 1 } });
      expect(await marksOf(world, photos)).toEqual(['MISSING', null]);
      expect(await alertOf(world, vaultId, 'POINTS_MISSING')).toMatchObject({
        severity: 'CRITICAL',
        error: { message: '1 recovery point of the catalogue is no longer in the vault: 1 of photos.' },
      });
      renameSync(join(world.home, 'kept-aside'), file);
      expect(await verify(world, vaultId)).toMatchObject({ status: 'COMPLETED', result: { healed: 1 } });
      expect(await alertOf(world, vaultId, 'POINTS_MISSING')).toMatchObject({ condition: 'RESOLVED' });

      const unreadable = join(location, 'snapshots', await snapshotOf(world, newer?.id ?? ''));
      const whole = readFileSync(unreadable);
      flipBytes(unreadable);
      expect(await verify(world, vaultId)).toMatchObject({ result: { damaged: 1 } });
      const [, marked] = await pointsOf(world, photos);
      expect(marked?.damage).toMatchObject({ certainty: 'DAMAGED', text: 'Its snapshot in the vault cannot be read.' });
      expect([await marksOf(world, photos), await marksOf(world, orders)]).toEqual([[null, 'DAMAGED'], [null]]);
      writeFileSync(unreadable, whole);
      expect(await verify(world, vaultId)).toMatchObject({ status: 'COMPLETED', result: { healed: 1 } });
      await expectSound(checked);
    },
  );

  test(
    'what nobody accounts for is told and stays; whole points that the store lacks come into the catalogue; a vault that is gone is one error',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault();
      const { vaultId, orders, location } = checked;
      await using world = checked.world;
      const { repository, password } = await openVault(world);
      execFileSync(QUICK_RESTIC, ['-r', location, '--no-cache', 'backup', '/etc/hostname'], {
        env: withEnvironment({ RESTIC_PASSWORD: password }),
        stdio: 'ignore',
      });
      const [lost] = await pointsOf(world, orders);
      await forgetPoint(world, lost?.id ?? '', lost?.jobId ?? '');
      const before = (await storedIds(repository, 'snapshots')).toSorted();
      await world.startWorker();
      const job = await verify(world, vaultId);
      expect(job).toMatchObject({
        status: 'COMPLETED_WITH_WARNINGS',
        result: { adopted: 1, missing: 0 },
        warnings: [{ code: 'SNAPSHOTS_UNKNOWN', message: expect.stringContaining('that Holdfast did not make') }],
      });
      expect((await storedIds(repository, 'snapshots')).toSorted()).toEqual(before);
      const [adopted] = await pointsOf(world, orders);
      if (!adopted) throw new Error('nothing was adopted');
      const path = join(world.data, 'again');
      expect(await restorePoint(world, adopted, { path })).toMatchObject({ status: 'COMPLETED' });
      expect(readFileSync(join(path, 'book'))).toEqual(seededBytes('book', 700_000));

      renameSync(location, `${location}-away`);
      expect(await verify(world, vaultId)).toMatchObject({ status: 'FAILED', error: { code: 'REPOSITORY_MISSING' } });
      expect(await alertOf(world, vaultId, 'VERIFY_FAILED')).toMatchObject({ condition: 'FIRED' });
      expect(await alertOf(world, vaultId, 'POINTS_MISSING')).toBeUndefined();
      renameSync(`${location}-away`, location);
      await verify(world, vaultId);
      expect(await alertOf(world, vaultId, 'VERIFY_FAILED')).toMatchObject({ condition: 'RESOLVED' });
    },
  );
});

/** As an older copy of the store would know it: not at all. */
async function forgetPoint(world: World, pointId: string, jobId: string): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from recovery_point_tiers where point_id = ${pointId}`;
    await tx`delete from recovery_point_parts where point_id = ${pointId}`;
    await tx`delete from recovery_points where id = ${pointId}`;
    for (const table of ['job_tasks', 'job_events', 'job_attempts']) {
      await tx`delete from ${tx(table)} where job_id = ${jobId}`;
    }
    await tx`delete from jobs where id = ${jobId}`;
  });
  await owner.end();
}

describe.concurrent('checks and backups at the same time', () => {
  test(
    'a backup that is committed while the catalogue is compared is neither missing nor unknown; nor is one that is not committed yet',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault();
      const { vaultId, photos, orders } = checked;
      await using world = checked.world;
      const checking = await world.startWorker({ HOLDFAST_FAULT: 'verify.vault-listed=pause' });
      const { jobId } = await requestVerification(world.ctx, { input: { vaultId }, idempotencyKey: world.key() });
      await waitFor('the list', () => isStopped(checking.pid));
      const backing = await world.startWorker({ HOLDFAST_FAULT: 'backup.before-commit:2=pause' });
      writeFileSync(join(world.data, 'photos', 'newer'), seededBytes('newer', 200_000));
      await backUp(world, photos);
      writeFileSync(join(world.data, 'orders', 'newer'), seededBytes('newer order', 200_000));
      await requestBackup(world.ctx, { input: { itemId: orders }, idempotencyKey: world.key() });
      await waitFor('the stored part', () => isStopped(backing.pid));
      checking.kill('SIGCONT');
      const job = await ended(world, jobId);
      expect(job).toMatchObject({ status: 'COMPLETED', warnings: [], result: { missing: 0, adopted: 0, damaged: 0 } });
      const next = await requestVerification(world.ctx, { input: { vaultId }, idempotencyKey: world.key() });
      expect(await ended(world, next.jobId)).toMatchObject({ status: 'COMPLETED', warnings: [], attempt: 1 });
      expect(await marksOf(world, photos)).toEqual([null, null, null]);
    },
  );

  test(
    'a backup that is committed after the catalogue was compared is not told as one that did not finish',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault();
      const { vaultId, orders } = checked;
      await using world = checked.world;
      const backing = await world.startWorker({ HOLDFAST_FAULT: 'backup.before-commit=pause' });
      writeFileSync(join(world.data, 'orders', 'newer'), seededBytes('newer order', 200_000));
      const backup = await requestBackup(world.ctx, { input: { itemId: orders }, idempotencyKey: world.key() });
      await waitFor('the stored part', () => isStopped(backing.pid));
      const checking = await world.startWorker({ HOLDFAST_FAULT: 'verify.compared=pause' });
      const { jobId } = await requestVerification(world.ctx, { input: { vaultId }, idempotencyKey: world.key() });
      await waitFor('the comparison', () => isStopped(checking.pid));
      backing.kill('SIGCONT');
      expect(await ended(world, backup.jobId)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
      checking.kill('SIGCONT');
      expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', warnings: [], attempt: 1 });
    },
  );

  test(
    'a repair that takes long gives way to a restore, and the points are marked all the same',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault();
      const { vaultId, photos, orders, pack } = checked;
      await using world = checked.world;
      flipBytes(pack);
      await world.startWorker({ HOLDFAST_RESTIC: restic(world, 'repair*--dry-run*) ;; repair*) exec sleep 1000;;') });
      const { jobId } = await requestVerification(world.ctx, { input: { vaultId }, idempotencyKey: world.key() });
      await waitFor('the repair', async () => (await world.store.db.select().from(repositoryLeases))[0]?.blocks);
      const [point] = await pointsOf(world, orders);
      const path = join(world.data, 'back');
      expect(await restorePoint(world, { id: point?.id ?? '' }, { path })).toMatchObject({ status: 'COMPLETED' });
      const job = await ended(world, jobId);
      expect(job.warnings.map(({ code }) => code)).toEqual(['POINTS_DAMAGED', 'REPAIR_WAITS']);
      expect([await marksOf(world, photos), await marksOf(world, orders)]).toEqual([['DAMAGED', 'DAMAGED'], [null]]);
    },
  );

  test(
    'a vault that is in use is not repaired: the points are marked all the same, exactly, and the next check repairs it',
    { timeout: 180_000 },
    async () => {
      const checked = await checkedVault();
      const { vaultId, photos, orders, pack, location } = checked;
      await using world = checked.world;
      const { repository, password } = await openVault(world);
      const argv = ['-r', location, '--no-cache', 'backup', '--stdin-from-command', '--', 'sleep', '1000'];
      const busy = spawn(QUICK_RESTIC, argv, { env: withEnvironment({ RESTIC_PASSWORD: password }), stdio: 'ignore' });
      await waitFor('a lock', async () => (await locks(repository)).length > 0);
      flipBytes(pack);
      await world.startWorker();
      const job = await verify(world, vaultId, 120_000);
      expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', result: { damaged: 2 } });
      expect(job.warnings.map(({ code }) => code)).toContain('REPAIR_WAITS');
      expect([await marksOf(world, photos), await marksOf(world, orders)]).toEqual([['DAMAGED', 'DAMAGED'], [null]]);
      expect(existsSync(pack)).toBe(true);
      const gone = once(busy, 'exit');
      busy.kill('SIGINT');
      await gone;
      // Its share is not in turn again: what the look before found is not forgotten.
      await owned(world, (owner) => owner`update vaults set verify_days = 30 where id = ${vaultId}`);
      const again = await verify(world, vaultId);
      expect(again.warnings.map(({ code }) => code)).toEqual(['POINTS_DAMAGED']);
      expect(existsSync(pack)).toBe(false);
      expect(await backUpAndLookAgain(world, { vaultId, itemId: photos })).toMatchObject({ status: 'COMPLETED' });
      await expectSound(checked);
    },
  );
});

/** restic, but for what these branches of a shell's case say of its arguments. */
function restic(world: World, branches: string): string {
  const wrapper = join(world.home, 'restic-that-differs');
  writeFileSync(wrapper, `#!/bin/sh\ncase "$*" in ${branches} esac\nexec ${QUICK_RESTIC} "$@"\n`, { mode: 0o755 });
  return wrapper;
}

/** Where two attempts of one job die, one after the other; the third ends it. */
const KILLED_AT = [
  ['verify.look-recorded', 'verify.packs-repaired'],
  ['verify.vault-listed', 'verify.index-repaired'],
  ['verify.compared', 'verify.marked'],
  ['verify.blocked', 'verify.before-mark'],
  ['verify.lease-taken', 'verify.before-end'],
  ['verify.look-ended', 'verify.packs-repaired'],
] as const;

describe.concurrent('a check that is killed goes on where it was, and marks and tells once', () => {
  test.each(KILLED_AT.slice(0, EVERYTHING ? undefined : 1))(
    'killed at %s, then at %s',
    { timeout: 180_000 },
    async (...faults) => {
      const checked = await checkedVault();
      const { vaultId, photos, orders, pack } = checked;
      await using world = checked.world;
      flipBytes(pack);
      const { jobId } = await requestVerification(world.ctx, { input: { vaultId }, idempotencyKey: world.key() });
      for (const fault of faults) {
        const dying = await world.startWorker({ HOLDFAST_FAULT: fault });
        expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
      }
      await world.startWorker();
      const job = await ended(world, jobId);
      expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', attempt: 3, error: null });
      expect(job.result).toMatchObject({ shares: 1, damaged: 2, healed: 0, missing: 0, adopted: 0, stillDamaged: 2 });
      expect([await marksOf(world, photos), await marksOf(world, orders)]).toEqual([['DAMAGED', 'DAMAGED'], [null]]);
      expect(await alertOf(world, vaultId, 'VAULT_DAMAGED')).toMatchObject({ count: 1, condition: 'FIRED' });
      expect(repairCopies(world)).toEqual([]);
      expect(await backUpAndLookAgain(world, { vaultId, itemId: photos })).toMatchObject({ status: 'COMPLETED' });
      await expectSound(checked);
    },
  );
});

/** What repairs left of their copies of packs. */
function repairCopies(world: World): string[] {
  const folder = join(world.home, 'worker', 'repairs');
  return readdirSync(folder).flatMap((repository) => readdirSync(join(folder, repository)));
}

async function owned(world: World, work: (owner: Sql) => PromiseLike<unknown>): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await work(owner);
  await owner.end();
}
