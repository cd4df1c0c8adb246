import { parsePayload, type Answer, type Payload, type QueueName } from '@holdfast/db/queues/definitions';
import type { Worker } from '../worker.ts';
import { backupRun } from './backup-run.ts';
import { drillRun } from './drill-run.ts';
import { jobReconcile } from './job-reconcile.ts';
import { notify } from './notify.ts';
import { restoreRun } from './restore-run.ts';
import { retentionApply } from './retention-apply.ts';
import { sourceInspect } from './source-inspect.ts';
import { vaultPrune } from './vault-prune.ts';
import { vaultVerify } from './vault-verify.ts';

type Handler<N extends QueueName> = (worker: Worker, data: unknown) => Promise<Answer<N>>;

/** What is done with a delivery of each queue, and what comes back of a question. A queue without a handler does not compile. */
export const HANDLERS = {
  'backup.run': handle('backup.run', backupRun),
  'restore.run': handle('restore.run', restoreRun),
  'retention.apply': handle('retention.apply', retentionApply),
  'vault.verify': handle('vault.verify', vaultVerify),
  'vault.prune': handle('vault.prune', vaultPrune),
  'drill.run': handle('drill.run', drillRun),
  'job.reconcile': handle('job.reconcile', jobReconcile),
  notify: handle('notify', notify),
  'source.inspect': handle('source.inspect', sourceInspect),
} satisfies { [N in QueueName]: Handler<N> };

/** The payload was checked when it was enqueued; it is checked again, since another version may have done that. */
function handle<N extends QueueName>(
  name: N,
  work: (worker: Worker, payload: Payload<N>) => Promise<Answer<N>>,
): Handler<N> {
  return (worker, data) => work(worker, parsePayload(name, data));
}
