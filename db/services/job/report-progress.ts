import { eq } from 'drizzle-orm';
import type { JobProgress } from '../../domain/job.ts';
import { jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from './hold.ts';

/**
 * Overwrites how far the job is. Callers write at most once a second.
 * @throws FencedError when the attempt no longer holds the job
 */
export async function reportProgress(services: Services, hold: Hold, progress: JobProgress): Promise<void> {
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    await tx.update(jobs).set({ progress }).where(eq(jobs.id, hold.jobId));
  });
}
