import type { Services } from '../context.ts';
import { jobCancelling } from './finish-backup.ts';
import { assertHeld, type Hold } from './hold.ts';

/**
 * Proves right before a step that cannot be taken back that the attempt still holds the job and nobody asked it to stop.
 * @throws FencedError; ConflictError JOB_CANCELLING
 */
export async function assertStillHeld(services: Services, hold: Hold): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    if (job.status === 'CANCELLING') throw jobCancelling(hold.jobId);
  });
}
