import { eq } from 'drizzle-orm';
import { FencedError } from '../../domain/errors.ts';
import { jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, endAttempt, type Hold } from './hold.ts';
import { queueJob } from './queue-job.ts';
import { recordEvent } from './record-event.ts';

/**
 * Declares an attempt lost whose worker is gone and hands the job out again. The caller has proven the worker and all its
 * children gone, or the lease has ended and the worker stopped itself by then. The next attempt settles what this one left.
 *
 * @returns false when the attempt was no longer open: someone else was quicker
 */
export async function loseAttempt(services: Services, hold: Hold, proof: string): Promise<boolean> {
  try {
    await services.db.transaction(async (tx) => {
      const job = await assertHeld(tx, hold);
      await endAttempt(tx, hold, { outcome: 'LOST' });
      const status = job.status === 'CANCELLING' ? 'CANCELLING' : 'QUEUED';
      await tx.update(jobs).set({ status, progress: null }).where(eq(jobs.id, hold.jobId));
      const message = `The worker is gone (${proof}); the job is handed out again.`;
      await recordEvent(tx, { ...hold, type: 'attempt.lost', message });
      await queueJob(services, tx, job);
    });
    return true;
  } catch (error) {
    if (error instanceof FencedError) return false;
    throw error;
  }
}
