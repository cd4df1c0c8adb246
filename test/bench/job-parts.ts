import { and, asc, eq } from 'drizzle-orm';
import { jobAttempts, jobTasks } from '@holdfast/db/schema';
import type { World } from '../kit/world.ts';
import type { TimedJob } from './time-job.ts';

/**
 * Where a job's time went, by the store's clock, which must be this machine's: until a worker took it, each task, and what
 * none of these covers. Each in milliseconds; together they are the whole time.
 */
export async function partsOf(world: World, { job, askedAt, endedMs }: TimedJob): Promise<Record<string, number>> {
  const { db } = world.store;
  const ofJob = and(eq(jobAttempts.jobId, job.id), eq(jobAttempts.number, job.attempt));
  const [attempt] = await db.select().from(jobAttempts).where(ofJob);
  const tasks = await db.select().from(jobTasks).where(eq(jobTasks.jobId, job.id)).orderBy(asc(jobTasks.ordinal));
  if (!attempt || !job.endedAt) throw new Error(`${job.id} has not ended`);
  const parts: Record<string, number> = { 'wait for the worker': between(askedAt, attempt.startedAt) };
  for (const task of tasks) parts[task.name] = between(task.startedAt, task.endedAt ?? job.endedAt);
  const told = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  return { ...parts, rest: endedMs - told };
}

function between(from: Date, to: Date): number {
  return to.getTime() - from.getTime();
}
