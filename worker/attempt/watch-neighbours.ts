import { findOpenAttemptsOfSite } from '@holdfast/db/queries/runs';
import { isGone } from '../process/identity.ts';
import type { Worker } from '../worker.ts';
import { takeOverIfGone } from './take-over.ts';

/**
 * Takes over the attempts of workers of this machine whose process is gone. That can be proven at once, so a worker that
 * starts again after a crash goes on without waiting for its predecessor to be missed. The same for attempts of its own
 * that it no longer runs: it could not tell the store how they ended, and as long as it beats nobody else misses them.
 */
export async function takeOverAbandoned(worker: Worker): Promise<void> {
  for (const open of await findOpenAttemptsOfSite(worker.services.db, worker.siteId)) {
    const abandoned = open.workerId === worker.id ? !worker.running.hasJob(open.jobId) : await isGone(open);
    if (abandoned) await takeOverIfGone(worker, { jobId: open.jobId, attempt: open.attempt });
  }
}
