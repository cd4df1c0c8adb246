import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { progressLine } from '@holdfast/bot/ui/progress';
import { isFinal, type JobProgress } from '@holdfast/db/domain/job';
import type { RestoreRequest } from '@holdfast/db/domain/restore';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { onlyPoint, readJob } from '../kit/jobs.ts';
import { startPostgresql, type PostgresqlServer } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { slowRestic } from '../kit/slow-restic.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

vi.setConfig({ testTimeout: 180_000 });

const MIB_PER_SECOND = 2;
/** The engine reads ahead of what it has moved, so that files must be some times larger than that. In bytes. */
const FILES = 36_000_000;
const DATABASE = 24_000_000;

let server: PostgresqlServer;
beforeAll(async () => {
  server = await startPostgresql();
  await server.createDatabase('noise');
  // Of random letters, which neither the dump nor the engine makes much smaller.
  await server.use('noise', async (sql) => {
    const row = `(select string_agg(md5(random()::text || i || n), '') from generate_series(1, 30) i)`;
    await sql.unsafe(`create table noise as select n, ${row} as letters from generate_series(1, ${DATABASE / 960}) n`);
  });
}, 120_000);
afterAll(async () => server?.[Symbol.asyncDispose]());

/** Every progress that is seen of a job until it has completed. */
async function watched(world: World, jobId: string): Promise<JobProgress[]> {
  const seen = new Map<string, JobProgress>();
  const job = await waitFor(
    `${jobId} to end`,
    async () => {
      const row = await readJob(world, jobId);
      if (row.progress) seen.set(JSON.stringify(row.progress), row.progress);
      return isFinal(row.status) && row;
    },
    150_000,
  );
  expect(job).toMatchObject({ status: 'COMPLETED', error: null });
  return [...seen.values()];
}

/** The task that moved the data told its bytes, a rate that is about what the engine may move, and a time that was about right. */
function expectPace(seen: readonly JobProgress[], task: string): void {
  const told = seen.filter((one) => one.task === task && one.secondsRemaining && one.bytesPerSecond);
  const inTheMiddle = told.at(Math.floor(told.length / 2));
  expect(inTheMiddle, JSON.stringify(seen, null, 1)).toBeDefined();
  if (!inTheMiddle) return;
  const { bytesDone = 0, bytesTotal = 0, bytesPerSecond = 0, secondsRemaining = 0 } = inTheMiddle;
  expect(bytesTotal).toBeGreaterThan(0.9 * DATABASE);
  expect(bytesDone).toBeLessThan(bytesTotal);
  expect(bytesPerSecond).toBeGreaterThan(200_000);
  expect(bytesPerSecond).toBeLessThan(12_000_000);
  expect(secondsRemaining).toBeLessThan(90);
  expect(progressLine(inTheMiddle)).toMatch(/% · .+ MB of \d+ MB · .*B\/s · about .+ left$/);
}

async function backUp(world: World, itemId: string): Promise<JobProgress[]> {
  const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  return watched(world, jobId);
}

async function restore(world: World, input: RestoreRequest): Promise<JobProgress[]> {
  const { jobId } = await requestRestore(world.ctx, { input, idempotencyKey: world.key() });
  return watched(world, jobId);
}

test('a backup and a restore of files tell how fast they go and how long they still take', async () => {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), seededBytes(name, FILES / 3));
  const { itemId } = await protectFolder(world, folder);
  await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, MIB_PER_SECOND) });
  expectPace(await backUp(world, itemId), 'Transfer to vault');
  const recoveryPointId = (await onlyPoint(world, itemId)).id;
  const target = { path: join(world.data, 'restored') };
  expectPace(await restore(world, { recoveryPointId, target }), 'Restore beside the target');
});

test('a backup of databases, a restore of one, of tables and as files tell the same', async () => {
  await using world = await openWorld();
  const { itemId } = await protectDatabases(world, server.source({ database: 'noise' }));
  await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, MIB_PER_SECOND) });
  expectPace(await backUp(world, itemId), 'Transfer to vault');
  const recoveryPointId = (await onlyPoint(world, itemId)).id;
  const targets: RestoreRequest[] = [
    { recoveryPointId, target: { conflict: 'KEEP_BOTH' } },
    { recoveryPointId, tables: ['public.noise'], target: { conflict: 'KEEP_BOTH' } },
    { recoveryPointId, target: { path: join(world.data, 'dumps') } },
  ];
  for (const wish of targets) expectPace(await restore(world, wish), 'Restore beside the target');
});
