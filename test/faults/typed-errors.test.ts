import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobTasks, repositories } from '@holdfast/db/schema';
import { repositoryPasswordContext } from '@holdfast/db/sealed-contexts';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { check } from '@holdfast/worker/vault/maintain';
import { protectFolder as protectNamed, registerTestWorker } from '../kit/estate.ts';
import { attemptsOf, backUp, ended, onlyPoint, pointsOf, readJob } from '../kit/jobs.ts';
import { lockFromElsewhere } from '../kit/repository-faults.ts';
import { restorePoint } from '../kit/restores.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { mountSmallDisk } from '../kit/small-disk.ts';
import { expectVaultMatchesStore } from '../kit/soundness.ts';
import { installedTools } from '../kit/tools.ts';
import { listTree } from '../kit/tree.ts';
import { expectResolved, expectTypedFailure } from '../kit/typed-failure.ts';
import { openVault } from '../kit/vault.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const LONG = { timeout: 240_000 };

/** Fails twice, tells it twice under one alert, leaves nothing; once mended it succeeds and the alert is resolved. */
async function failsUntilMended(world: World, itemId: string, trouble: { code: string; mend: () => unknown }) {
  const { code, mend } = trouble;
  await expectTypedFailure(world, await backUp(world, itemId), { code });
  const job = await backUp(world, itemId);
  await expectTypedFailure(world, job, { code, count: 2 });
  await mend();
  expect(await backUp(world, itemId)).toMatchObject({ status: 'COMPLETED', error: null });
  await expectResolved(world, { itemId, kind: 'BACKUP_FAILED', code });
  return job;
}

describe('a source or a vault that may not be used ends the backup with a cause, before anything is stored', () => {
  let world: World;
  let policyId: string;
  let serial = 0;

  beforeAll(async () => {
    world = await openWorld();
    await ensureSite(world.ctx, 'default');
    ({ policyId } = await createPolicy(world.ctx, { input: { name: 'gold' }, idempotencyKey: world.key() }));
    const vaultRoots = [join(world.home, 'vaults'), join(world.data, 'around', 'vaults')];
    await world.startWorker({ HOLDFAST_VAULT_ROOTS: vaultRoots.join(':') });
  }, 120_000);
  afterAll(() => world[Symbol.asyncDispose]());

  /** An item of its own in a vault of its own. */
  async function protect(source: string, vault = '') {
    const name = `number ${(serial += 1)}`;
    const vaultPath = vault || join(world.home, 'vaults', name);
    const input = { name, path: vaultPath };
    const { vaultId } = await createVault(world.ctx, { input, idempotencyKey: world.key() });
    const { itemId } = await protectNamed(world.ctx, { vaultId, policyId, name, path: source });
    return { itemId, vaultPath };
  }

  function makeFolder(...names: string[]): string {
    const path = join(...names);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'file'), 'content');
    return path;
  }

  function relink(link: string, to: string): void {
    rmSync(link, { recursive: true, force: true });
    symlinkSync(to, link);
  }

  test('a source that is gone', LONG, async () => {
    const path = join(world.data, 'gone');
    const { itemId, vaultPath } = await protect(path);
    const mend = () => {
      expect(existsSync(vaultPath)).toBe(false);
      makeFolder(path);
    };
    const job = await failsUntilMended(world, itemId, { code: 'SOURCE_MISSING', mend });
    expect(job.error?.message).toContain(path);
  });

  test('a source outside the roots', LONG, async () => {
    const inside = makeFolder(world.data, 'inside');
    const path = makeFolder(world.home, '..', 'elsewhere');
    const { itemId, vaultPath } = await protect(path);
    const mend = () => {
      expect(existsSync(vaultPath)).toBe(false);
      relink(path, inside);
    };
    await failsUntilMended(world, itemId, { code: 'PATH_OUTSIDE_ROOTS', mend });
  });

  test('a source that is a link out of the roots', LONG, async () => {
    const inside = makeFolder(world.data, 'inside');
    const path = join(world.data, 'link');
    symlinkSync('/etc', path);
    const { itemId, vaultPath } = await protect(path);
    const mend = () => {
      expect(existsSync(vaultPath)).toBe(false);
      relink(path, inside);
    };
    const job = await failsUntilMended(world, itemId, { code: 'PATH_OUTSIDE_ROOTS', mend });
    expect(job.error?.cause).toContain('/etc');
  });

  test('a source below a link out of the roots', LONG, async () => {
    symlinkSync('/usr', join(world.data, 'way-out'));
    const { itemId, vaultPath } = await protect(join(world.data, 'way-out', 'bin'));
    await expectTypedFailure(world, await backUp(world, itemId), { code: 'PATH_OUTSIDE_ROOTS' });
    expect(existsSync(vaultPath)).toBe(false);
  });

  test('a source that contains a vault', LONG, async () => {
    const inside = makeFolder(world.data, 'inside');
    makeFolder(world.data, 'around', 'vaults');
    const path = join(world.data, 'link-around');
    symlinkSync(join(world.data, 'around'), path);
    const { itemId, vaultPath } = await protect(path, join(world.data, 'around', 'vaults', 'inner'));
    const mend = () => {
      expect(existsSync(vaultPath)).toBe(false);
      relink(path, inside);
    };
    await failsUntilMended(world, itemId, { code: 'PATH_FORBIDDEN', mend });
  });

  test('a vault outside the vault roots', LONG, async () => {
    const vaultPath = join(world.home, '..', 'vault-elsewhere');
    const { itemId } = await protect(makeFolder(world.data, 'inside'), vaultPath);
    const mend = () => {
      expect(existsSync(vaultPath)).toBe(false);
      symlinkSync(join(world.home, 'vaults', 'mended'), vaultPath);
      mkdirSync(join(world.home, 'vaults', 'mended'));
    };
    await failsUntilMended(world, itemId, { code: 'VAULT_OUTSIDE_ROOTS', mend });
  });

  test('a vault where a file stands', LONG, async () => {
    const path = join(world.home, 'vaults', 'a-file');
    writeFileSync(path, 'here first');
    const { itemId } = await protect(makeFolder(world.data, 'inside'), path);
    const job = await failsUntilMended(world, itemId, { code: 'PATH_UNUSABLE', mend: () => unlinkSync(path) });
    expect(job.error?.message).toContain(path);
  });
});

/** A world with one item that was backed up once. */
async function worldWithPoint(folderName = 'folder') {
  const world = await openWorld();
  const folder = join(world.data, folderName);
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), seededBytes('file', 300_000));
  const { itemId } = await protectFolder(world, folder);
  return { world, folder, itemId };
}

test(
  'a vault whose disk is full: nothing half is in it, what it holds can be restored, and the next backup works',
  LONG,
  async () => {
    const { world, folder, itemId } = await worldWithPoint();
    await using open = new AsyncDisposableStack();
    open.use(world);
    const disk = join(world.home, 'vaults');
    open.use(mountSmallDisk(disk, 40));
    await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const before = listTree(folder);
    const point = await onlyPoint(world, itemId);
    for (let n = 0; n < 6; n++) writeFileSync(join(folder, `big-${n}`), seededBytes(`${n}`, 10_000_000));
    const mend = async () => {
      await expectVaultMatchesStore(world);
      const restored = join(world.data, 'restored');
      expect(await restorePoint(world, point, { path: restored })).toMatchObject({ status: 'COMPLETED', error: null });
      expect(listTree(restored)).toEqual(before);
      execFileSync('mount', ['-o', 'remount,size=200m', disk]);
    };
    await failsUntilMended(world, itemId, { code: 'NO_SPACE', mend });
    await expectVaultMatchesStore(world);
    expect(await check((await openVault(world)).repository)).toMatchObject({ healthy: true });
  },
);

test('a password that does not open the vault', LONG, async () => {
  const { world, itemId } = await worldWithPoint();
  await using _ = world;
  await world.startWorker();
  expect((await backUp(world, itemId)).status).toBe('COMPLETED');
  const { password } = await openVault(world);
  await sealPassword(world, 'no-such-password');
  const job = await failsUntilMended(world, itemId, {
    code: 'REPOSITORY_PASSWORD_WRONG',
    mend: () => sealPassword(world, password),
  });
  expect(JSON.stringify(job)).not.toContain('no-such-password');
  await expectVaultMatchesStore(world);
});

async function sealPassword(world: World, password: string): Promise<void> {
  const { db } = world.store;
  const [row] = await db.select().from(repositories);
  const id = row?.id ?? '';
  const sealedPassword = world.ctx.masterKey.seal(password, repositoryPasswordContext(id));
  await db.update(repositories).set({ sealedPassword }).where(eq(repositories.id, id));
}

describe('a repository that is gone after it was made is told and never made anew', () => {
  test('its folder is gone: neither a backup nor a restore makes another', LONG, async () => {
    const { world, itemId } = await worldWithPoint();
    await using _ = world;
    await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const { location } = await openVault(world);
    const point = await onlyPoint(world, itemId);
    renameSync(location, `${location}.away`);
    const mend = async () => {
      const restore = await restorePoint(world, point, { path: join(world.data, 'restored') });
      await expectTypedFailure(world, restore, { code: 'REPOSITORY_MISSING', kind: 'RESTORE_FAILED' });
      expect(existsSync(location)).toBe(false);
      expect(readdirSync(world.data)).toEqual(['folder']);
      renameSync(`${location}.away`, location);
    };
    await failsUntilMended(world, itemId, { code: 'REPOSITORY_MISSING', mend });
    expect(await pointsOf(world, itemId)).toHaveLength(2);
    await expectVaultMatchesStore(world);
  });

  test('its disk is not mounted: an empty folder stands there, and stays empty', LONG, async () => {
    const { world, itemId } = await worldWithPoint();
    await using _ = world;
    await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const { location } = await openVault(world);
    renameSync(location, `${location}.away`);
    mkdirSync(location);
    const mend = () => {
      expect(readdirSync(location)).toEqual([]);
      rmSync(location, { recursive: true });
      renameSync(`${location}.away`, location);
    };
    await failsUntilMended(world, itemId, { code: 'REPOSITORY_MISSING', mend });
  });

  test('the folder of all vaults is gone: the error says which cannot be reached', LONG, async () => {
    const { world, itemId } = await worldWithPoint();
    await using _ = world;
    await world.startWorker();
    expect((await backUp(world, itemId)).status).toBe('COMPLETED');
    const vaults = join(world.home, 'vaults');
    renameSync(vaults, `${vaults}.away`);
    const mend = () => {
      expect(existsSync(vaults)).toBe(false);
      renameSync(`${vaults}.away`, vaults);
    };
    const job = await failsUntilMended(world, itemId, { code: 'VAULT_OUTSIDE_ROOTS', mend });
    expect(job.error?.cause).toContain(`${vaults} cannot be reached`);
  });
});

test('a lock of another machine is left alone, told with who holds it, and waited for', LONG, async () => {
  const { world, itemId } = await worldWithPoint();
  await using _ = world;
  await world.startWorker();
  expect((await backUp(world, itemId)).status).toBe('COMPLETED');
  await lockFromElsewhere(world, 'elsewhere');
  const { location, password } = await openVault(world);
  const locks = readdirSync(join(location, 'locks'));
  const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  const isPutOff = async () => (await readJob(world, jobId)).nextAttemptAt !== null;
  await waitFor('the first attempt to meet the lock', isPutOff, 60_000);
  const [attempt] = await attemptsOf(world, jobId);
  expect(attempt).toMatchObject({ outcome: 'RETRIED', error: { code: 'REPOSITORY_LOCKED' } });
  expect(attempt?.error?.message).toContain('elsewhere');
  expect(readdirSync(join(location, 'locks'))).toEqual(locks);

  await bringDeliveriesForward(world);
  // Looking for what the first attempt left does not need the lock.
  const transfers = and(eq(jobTasks.jobId, jobId), eq(jobTasks.attempt, 2), eq(jobTasks.name, 'Transfer to vault'));
  await waitFor('the second attempt to meet it', async () => (await world.store.db.$count(jobTasks, transfers)) > 0);
  const env = { RESTIC_REPOSITORY: location, RESTIC_PASSWORD: password };
  execFileSync(installedTools().restic.path, ['unlock', '--remove-all', '--no-cache'], { env });
  expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 2, nextAttemptAt: null });
  await expectVaultMatchesStore(world);
});

async function bringDeliveriesForward(world: World): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner`update queue.job set start_after = now() where state < 'active'`;
  await owner.end();
}

test('a job whose attempts are used up fails of what the last one failed of, not of its worker', LONG, async () => {
  const { world, itemId } = await worldWithPoint();
  await using _ = world;
  const workerId = await registerTestWorker(world.ctx, await ensureSite(world.ctx, 'default'));
  const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  const error = { ...UNREACHABLE, fault: 'SERVICE' as const };
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await beginAttempt(world.ctx, { jobId, workerId });
    await failAttempt(world.ctx, { jobId, attempt }, { error, unsettled: true });
  }
  await bringDeliveriesForward(world);
  await world.startWorker();
  await expectTypedFailure(world, await ended(world, jobId), { code: UNREACHABLE.code });
});

const UNREACHABLE = {
  code: 'VAULT_UNREACHABLE',
  message: 'The vault did not answer.',
  cause: 'It is away.',
  remedy: 'Bring it back.',
  retryable: true,
};
