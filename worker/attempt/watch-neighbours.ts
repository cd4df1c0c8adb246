import { findOpenAttemptsOfOthers } from '@holdfast/db/queries/runs';
import { isGone } from '../process/identity.ts';
import type { Worker } from '../worker.ts';
import { takeOverIfGone } from './take-over.ts';

/**
 * Takes over the attempts of workers of this machine whose process is gone. That can be proven at once, so a worker that
 * starts again after a crash goes on without waiting for its predecessor to be missed.
 */
export async function takeOverFromDeadNeighbours(worker: Worker): Promise<void> {
  for (const open of await findOpenAttemptsOfOthers(worker.services.db, worker)) {
    if (await isGone(open)) await takeOverIfGone(worker, { jobId: open.jobId, attempt: open.attempt });
  }
}
