import { eq } from 'drizzle-orm';
import type { JobProgress } from '../../domain/job.ts';
import { gotFurther } from '../../domain/stalled.ts';
import { NOW } from '../../schema/columns.ts';
import { jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from './hold.ts';

/**
 * Overwrites how far the job is, and says when it last got further (`movedAt`). Callers write at most once a second.
 * @throws FencedError when the attempt no longer holds the job
 */
export async function reportProgress(services: Services, hold: Hold, progress: JobProgress): Promise<void> {
  await services.db.transaction(async (tx) => {
    const before = await assertHeld(tx, hold);
    const moved = gotFurther(before.progress, progress) ? { movedAt: NOW } : {};
    await tx
      .update(jobs)
      .set({ progress, ...moved })
      .where(eq(jobs.id, hold.jobId));
  });
}
