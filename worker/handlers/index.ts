import { parsePayload, type Payload, type QueueName } from '@holdfast/db/queues/definitions';
import type { Worker } from '../worker.ts';
import { backupRun } from './backup-run.ts';
import { jobReconcile } from './job-reconcile.ts';
import { notify } from './notify.ts';
import { restoreRun } from './restore-run.ts';

type Handler = (worker: Worker, data: unknown) => Promise<void>;

/** What is done with a delivery of each queue. A queue without a handler does not compile. */
export const HANDLERS = {
  'backup.run': handle('backup.run', backupRun),
  'restore.run': handle('restore.run', restoreRun),
  'job.reconcile': handle('job.reconcile', jobReconcile),
  notify: handle('notify', notify),
} satisfies Record<QueueName, Handler>;

/** The payload was checked when it was enqueued; it is checked again, since another version may have done that. */
function handle<N extends QueueName>(name: N, work: (worker: Worker, payload: Payload<N>) => Promise<void>): Handler {
  return (worker, data) => work(worker, parsePayload(name, data));
}
