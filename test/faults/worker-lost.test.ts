import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { alerts, workers } from '@holdfast/db/schema';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { attemptsOf, ended, onlyPoint, readJob } from '../kit/jobs.ts';
import { isStopped } from '../kit/process-state.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { slowRestic } from '../kit/slow-restic.ts';
import { eventsOf, expectSoundAfterBackup, expectVaultMatchesStore } from '../kit/soundness.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

/** The deadline of the issue. */
const NOTICED_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 2_000;

async function worldWithFolder(bytes: number) {
  const world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), seededBytes('file', bytes));
  const { itemId } = await protectFolder(world, folder);
  return { world, itemId };
}

/** Looks for lost workers as a gateway does, in this process, until it is let go of. */
function superviseElsewhere(world: World): AsyncDisposable {
  const ending = new AbortController();
  const loop = async () => {
    while (!ending.signal.aborted) {
      await noticeLostWorkers(world.ctx);
      await pause(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  const looking = loop();
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await looking;
    },
  };
}

async function workerLostAlerts(world: World, jobId: string) {
  const raised = await world.store.db.select().from(alerts).where(eq(alerts.jobId, jobId));
  return raised.filter((alert) => alert.kind === 'WORKER_LOST');
}

/** The worker that made the job's first attempt. */
async function firstWorker(world: World, jobId: string) {
  const [attempt] = await attemptsOf(world, jobId);
  const [worker] = await world.store.db
    .select()
    .from(workers)
    .where(eq(workers.id, attempt?.workerId ?? ''));
  return worker;
}

function noticed(world: World, jobId: string, withinMs: number) {
  return waitFor(
    'the worker to be missed',
    async () => (await firstWorker(world, jobId))?.lostAt ?? undefined,
    withinMs,
  );
}

test(
  'an only worker that dies in a job is noticed within 15 s, and the next one takes the job over and completes it',
  { timeout: 180_000 },
  async () => {
    const { world, itemId } = await worldWithFolder(30_000_000);
    await using _ = world;
    await using _supervisor = superviseElsewhere(world);
    const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
    const worker = await world.startWorker({ HOLDFAST_RESTIC: slowRestic(world.home, 1) });
    await waitFor('the transfer', async () => ((await readJob(world, jobId)).progress?.bytesDone ?? 0) > 0);
    worker.kill('SIGKILL');
    await noticed(world, jobId, NOTICED_WITHIN_MS);
    expect(await eventsOf(world, jobId)).toContain('worker.silent');
    expect(await workerLostAlerts(world, jobId)).toMatchObject([{ condition: 'FIRED' }]);
    expect((await readJob(world, jobId)).status).toBe('IN_PROGRESS');

    await world.startWorker();
    expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
    expect(await workerLostAlerts(world, jobId)).toMatchObject([{ condition: 'RESOLVED' }]);
    expect((await eventsOf(world, jobId)).filter((type) => type === 'worker.silent')).toHaveLength(1);
    await expectSoundAfterBackup(world, itemId, jobId);
  },
);

test(
  'a worker that is stopped and lives is missed but keeps its job: nobody else takes it over',
  { timeout: 180_000 },
  async () => {
    const { world, itemId } = await worldWithFolder(1_000);
    await using _ = world;
    await using _supervisor = superviseElsewhere(world);
    const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
    const stopped = await world.startWorker({ HOLDFAST_FAULT: 'backup.part-stored=pause' });
    await waitFor('the worker to stop', () => isStopped(stopped.pid));
    await world.startWorker();
    await noticed(world, jobId, NOTICED_WITHIN_MS + LOOK_EVERY_MS);
    await waitFor('the other worker to look at the job', async () => (await reconciliations(world)) >= 2);
    expect(await attemptsOf(world, jobId)).toMatchObject([{ number: 1, outcome: null }]);

    stopped.kill('SIGCONT');
    expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
    await onlyPoint(world, itemId);
    await expectVaultMatchesStore(world);
    await waitFor('the next beat of the worker', async () => (await firstWorker(world, jobId))?.lostAt === null);
    expect(await workerLostAlerts(world, jobId)).toMatchObject([{ condition: 'RESOLVED' }]);
  },
);

test('a job that its living worker no longer runs is handed out again', { timeout: 120_000 }, async () => {
  const { world, itemId } = await worldWithFolder(1_000);
  await using _ = world;
  const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  await putOffDelivery(world, jobId);
  await world.startWorker();
  await leaveOpenAttempt(world, jobId);
  expect(await ended(world, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 2 });
  expect((await attemptsOf(world, jobId))[0]).toMatchObject({ outcome: 'LOST' });
  await expectSoundAfterBackup(world, itemId, jobId);
});

/** No delivery comes by itself any more. */
async function putOffDelivery(world: World, jobId: string): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner`update queue.job set start_after = now() + interval '1 hour' where data->>'jobId' = ${jobId}`;
  await owner.end();
}

/** As after an outage in which the only worker's run ended, and its end could not be told for longer than that was tried. */
async function leaveOpenAttempt(world: World, jobId: string): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner.begin(async (tx) => {
    await tx`update jobs set status = 'IN_PROGRESS', attempt = 1, started_at = now() where id = ${jobId}`;
    await tx`insert into job_attempts (job_id, number, worker_id, lease_until) select ${jobId}, 1, id, now() from workers`;
  });
  await owner.end();
}

/** How often a worker has looked after a job whose worker was missed. */
async function reconciliations(world: World): Promise<number> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  const [row] =
    await owner`select count(*)::int as done from queue.job where name like 'job.reconcile/%' and state = 'completed'`;
  await owner.end();
  return row?.['done'] ?? 0;
}
