import type { Payload } from '@holdfast/db/queues/definitions';
import { attemptJob } from '../attempt/attempt-job.ts';
import { prepareDrill } from '../drill/prepare.ts';
import type { Worker } from '../worker.ts';

/** A delivery of a drill. */
export async function drillRun(worker: Worker, { jobId }: Payload<'drill.run'>): Promise<void> {
  await attemptJob(worker, jobId, (run) => prepareDrill(worker, run));
}
