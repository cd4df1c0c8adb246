import type { Payload } from '@holdfast/db/queues/definitions';
import { attemptJob } from '../attempt/attempt-job.ts';
import { prepareVerification } from '../verify/prepare.ts';
import type { Worker } from '../worker.ts';

/** A delivery of a job that checks a vault. */
export async function vaultVerify(worker: Worker, { jobId }: Payload<'vault.verify'>): Promise<void> {
  await attemptJob(worker, jobId, (run) => prepareVerification(worker, run));
}
