import type { Payload } from '@holdfast/db/queues/definitions';
import { attemptJob } from '../attempt/attempt-job.ts';
import { prepareBackup } from '../backup/prepare.ts';
import type { Worker } from '../worker.ts';

/** A delivery of a backup job. */
export async function backupRun(worker: Worker, { jobId }: Payload<'backup.run'>): Promise<void> {
  await attemptJob(worker, jobId, (run) => prepareBackup(worker, run));
}
