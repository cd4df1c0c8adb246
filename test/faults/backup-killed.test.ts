import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { someOf } from '../kit/endurance.ts';
import { ended, onlyPoint, readJob } from '../kit/jobs.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { eventsOf, expectSoundAfterBackup } from '../kit/soundness.ts';
import { resticThatObeysModes } from '../kit/tools.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const BEFORE_THE_TRANSFER_ENDS = ['backup.before-snapshot', 'backup.after-snapshot'];
const AFTER_THE_TRANSFER = ['backup.part-stored', 'backup.before-commit'];

/** An item of two files, one of which cannot be read. */
async function worldWithUnreadableFile() {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'good'), seededBytes('good', 300_000));
  writeFileSync(join(folder, 'secret'), 'x');
  chmodSync(join(folder, 'secret'), 0);
  const { itemId } = await protectFolder(world, folder);
  const env = { HOLDFAST_RESTIC: resticThatObeysModes(world.home) };
  return { world, itemId, env };
}

/** Runs a backup in a worker that dies at the point, then in one that does not. */
async function backUpThroughDeath(world: World, itemId: string, run: { env: Record<string, string>; fault: string }) {
  const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  const dying = await world.startWorker({ ...run.env, HOLDFAST_FAULT: run.fault });
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
  await world.startWorker(run.env);
  return ended(world, jobId);
}

describe.concurrent('a worker killed in a backup leaves one point, nothing half, no lock and no child', () => {
  test.each(someOf(BEFORE_THE_TRANSFER_ENDS))(
    'killed at %s: the backup is done again',
    { timeout: 120_000 },
    async (fault) => {
      const { world, itemId, env } = await worldWithUnreadableFile();
      await using _ = world;
      const job = await backUpThroughDeath(world, itemId, { env, fault });
      expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', attempt: 2, warningCount: 1 });
      expect(await eventsOf(world, job.id)).not.toContain('backup.adopted');
      await expectSoundAfterBackup(world, itemId, job.id);
    },
  );

  test.each(someOf(AFTER_THE_TRANSFER))(
    'killed at %s: the finished transfer is adopted, not repeated, and its unread file is still told',
    { timeout: 120_000 },
    async (fault) => {
      const { world, itemId, env } = await worldWithUnreadableFile();
      await using _ = world;
      const job = await backUpThroughDeath(world, itemId, { env, fault });
      expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', attempt: 2, warningCount: 1 });
      expect(job.warnings[0]?.subject).toContain('secret');
      expect(await eventsOf(world, job.id)).toContain('backup.adopted');
      const { warningCount, figures } = await onlyPoint(world, itemId);
      expect(warningCount).toBe(1);
      expect(figures).toMatchObject({ filesNew: 1, filesChanged: 0, filesUnmodified: 0 });
      expect(figures?.addedBytes).toBeGreaterThan(300_000);
      await expectSoundAfterBackup(world, itemId, job.id);
    },
  );

  test('killed right after the commit: nothing is done again', { timeout: 120_000 }, async () => {
    const { world, itemId, env } = await worldWithUnreadableFile();
    await using _ = world;
    const job = await backUpThroughDeath(world, itemId, { env, fault: 'backup.after-commit' });
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', attempt: 1 });
    await expectSoundAfterBackup(world, itemId, job.id);
  });

  test(
    'killed in the transfer: the lock of the dead engine is removed and told, and the backup is done again',
    { timeout: 120_000 },
    async () => {
      await using world = await openWorld();
      const folder = join(world.data, 'folder');
      mkdirSync(folder);
      for (let n = 0; n < 40; n++) writeFileSync(join(folder, `${n}`), seededBytes(`${n}`, 10_000_000));
      const { itemId } = await protectFolder(world, folder);
      const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
      const dying = await world.startWorker();
      await waitFor('progress', async () => ((await readJob(world, jobId)).progress?.bytesDone ?? 0) > 0);
      dying.kill('SIGKILL');
      await world.startWorker();
      const job = await ended(world, jobId);
      expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2 });
      expect(await eventsOf(world, jobId)).toContain('leftover.removed');
      await expectSoundAfterBackup(world, itemId, jobId);
    },
  );
});
