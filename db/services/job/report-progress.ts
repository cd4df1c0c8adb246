import { and, eq, inArray } from 'drizzle-orm';
import { FencedError } from '../../domain/errors.ts';
import type { JobProgress } from '../../domain/job.ts';
import { jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { Hold } from './hold.ts';

/**
 * Overwrites how far the job is. Callers write at most once a second.
 * @throws FencedError when the attempt no longer holds the job
 */
export async function reportProgress(services: Services, hold: Hold, progress: JobProgress): Promise<void> {
  const held = await services.db
    .update(jobs)
    .set({ progress })
    .where(and(eq(jobs.id, hold.jobId), eq(jobs.attempt, hold.attempt), inArray(jobs.status, ['IN_PROGRESS', 'CANCELLING'])))
    .returning({ id: jobs.id });
  if (held.length === 0) throw new FencedError(hold.jobId, hold.attempt);
}
