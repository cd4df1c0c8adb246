import { describeCancelled } from '../../domain/job.ts';
import type { Services } from '../context.ts';
import { endJob } from './end-job.ts';
import { assertHeld, type Hold } from './hold.ts';

/**
 * Ends a job that was asked to stop, once what it began is taken back (law 12).
 * @throws FencedError
 */
export async function finishCancel(services: Services, hold: Hold): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    await endJob(tx, { job, hold }, { status: 'CANCELLED', message: describeCancelled(job.operation) });
  });
}
