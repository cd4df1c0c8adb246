import type { Payload, QueueName } from '@holdfast/db/queues/definitions';
import type { Worker } from '../worker.ts';
import { backupRun } from './backup-run.ts';
import { jobReconcile } from './job-reconcile.ts';
import { restoreRun } from './restore-run.ts';

type Handlers = { [N in QueueName]: (worker: Worker, payload: Payload<N>) => Promise<void> };

/** What is done with a delivery of each queue. A queue without a handler does not compile. */
export const HANDLERS = {
  'backup.run': backupRun,
  'restore.run': restoreRun,
  'job.reconcile': jobReconcile,
} satisfies Handlers;
