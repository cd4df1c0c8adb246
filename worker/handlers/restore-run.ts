import type { Payload } from '@holdfast/db/queues/definitions';
import { attemptJob } from '../attempt/attempt-job.ts';
import { prepareRestore } from '../restore/prepare.ts';
import type { Worker } from '../worker.ts';

/** A delivery of a restore job. */
export async function restoreRun(worker: Worker, { jobId }: Payload<'restore.run'>): Promise<void> {
  await attemptJob(worker, jobId, (run) => prepareRestore(worker, run));
}
