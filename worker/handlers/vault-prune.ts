import type { Payload } from '@holdfast/db/queues/definitions';
import { attemptJob } from '../attempt/attempt-job.ts';
import { preparePrune } from '../prune/prepare.ts';
import type { Worker } from '../worker.ts';

/** A delivery of a clean-up. */
export async function vaultPrune(worker: Worker, { jobId }: Payload<'vault.prune'>): Promise<void> {
  await attemptJob(worker, jobId, (run) => preparePrune(worker, run));
}
