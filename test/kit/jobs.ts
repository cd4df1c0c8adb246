import { eq } from 'drizzle-orm';
import { isFinal } from '@holdfast/db/domain/job';
import { jobAttempts, jobs, recoveryPoints } from '@holdfast/db/schema';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import type { RestoreRequest } from '@holdfast/db/domain/restore';
import { waitFor } from './wait-for.ts';
import type { World } from './world.ts';

/** The job's row. */
export async function readJob(world: World, jobId: string) {
  const [job] = await world.store.db.select().from(jobs).where(eq(jobs.id, jobId));
  if (!job) throw new Error(`there is no ${jobId}`);
  return job;
}

/** The job once it has ended. */
export function ended(world: World, jobId: string, withinMs = 60_000) {
  return waitFor(
    `${jobId} to end`,
    async () => {
      const job = await readJob(world, jobId);
      return isFinal(job.status) && job;
    },
    withinMs,
  );
}

/** Backs an item up and waits for the end. */
export async function backUp(world: World, itemId: string) {
  const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  return ended(world, jobId);
}

/** Restores and waits for the end. */
export async function restoreFrom(world: World, input: RestoreRequest) {
  const { jobId } = await requestRestore(world.ctx, { input, idempotencyKey: world.key() });
  return ended(world, jobId);
}

/** The attempts at a job, first to last. */
export function attemptsOf(world: World, jobId: string) {
  return world.store.db.select().from(jobAttempts).where(eq(jobAttempts.jobId, jobId)).orderBy(jobAttempts.number);
}

/** The points of an item, oldest first. */
export function pointsOf(world: World, itemId: string) {
  return world.store.db
    .select()
    .from(recoveryPoints)
    .where(eq(recoveryPoints.itemId, itemId))
    .orderBy(recoveryPoints.takenAt);
}

/** The only point of an item. */
export async function onlyPoint(world: World, itemId: string) {
  const points = await pointsOf(world, itemId);
  const [point] = points;
  if (!point || points.length !== 1) throw new Error(`${points.length} points, not one`);
  return point;
}
