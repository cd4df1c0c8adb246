import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { JobOperation } from '../../domain/job.ts';
import { enqueue } from '../../queues/enqueue.ts';
import type { QueueName } from '../../queues/definitions.ts';
import { jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';

const QUEUE_OF: Partial<Record<JobOperation, QueueName>> = {
  BACKUP: 'backup.run',
  RESTORE: 'restore.run',
  RETENTION: 'retention.apply',
  VERIFY: 'vault.verify',
  PRUNE: 'vault.prune',
  DRILL: 'drill.run',
};

/** Puts a delivery for the job into its site's queue, in the caller's transaction, and remembers it on the job. */
export async function queueJob(
  services: Services,
  tx: Transaction,
  job: { id: string; operation: JobOperation; siteId: string; delayMs?: number },
): Promise<void> {
  const name = QUEUE_OF[job.operation];
  if (!name) throw new Error(`no queue takes ${job.operation}`);
  const queueJobId = await enqueue(services.boss, tx, {
    name,
    siteId: job.siteId,
    payload: { jobId: job.id },
    ...(job.delayMs !== undefined && { delayMs: job.delayMs }),
  });
  await tx.update(jobs).set({ queueJobId }).where(eq(jobs.id, job.id));
}
