import { findOpenAttempt } from '@holdfast/db/queries/runs';
import type { Payload } from '@holdfast/db/queues/definitions';
import { takeOverIfGone } from '../attempt/take-over.ts';
import type { Worker } from '../worker.ts';

/**
 * Looks after a job whose worker fell silent: hands it out again once that worker is provably gone. The supervisors ask
 * again while the attempt stays open, so nothing has to be waited for here.
 */
export async function jobReconcile(worker: Worker, { jobId }: Payload<'job.reconcile'>): Promise<void> {
  const open = await findOpenAttempt(worker.services.db, jobId);
  if (open) await takeOverIfGone(worker, open);
}
