import type { Payload } from '@holdfast/db/queues/definitions';
import { attemptJob } from '../attempt/attempt-job.ts';
import { prepareRetention } from '../retention/prepare.ts';
import type { Worker } from '../worker.ts';

/** A delivery of a retention job. */
export async function retentionApply(worker: Worker, { jobId }: Payload<'retention.apply'>): Promise<void> {
  await attemptJob(worker, jobId, (run) => prepareRetention(worker, run));
}
