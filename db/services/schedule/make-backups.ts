import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { fromDrizzle } from 'pg-boss';
import type { Transaction } from '../../client.ts';
import { newId } from '../../domain/ids.ts';
import { exclusionKey, itemIdOf } from '../../domain/job.ts';
import { parsePayload, queueOf } from '../../queues/definitions.ts';
import { jobEvents, jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { MAX_ATTEMPTS } from '../job/create-job.ts';
import { announceJobs } from '../outbox/announce-job.ts';

/**
 * Makes a backup job for each item of a site that has none open, with its delivery, first event and messages, in the caller's
 * transaction.
 * @returns those that were made
 */
export async function makeBackups(
  services: Services,
  tx: Transaction,
  { siteId, itemIds }: { siteId: string; itemIds: readonly string[] },
): Promise<{ id: string; itemId: string }[]> {
  // In one order everywhere: schedulers that wait for each other's keys then never wait in a circle.
  const wanted = itemIds.toSorted().map((itemId) => ({
    id: newId('job', services.clock.now()),
    operation: 'BACKUP' as const,
    itemId,
    siteId,
    exclusionKey: exclusionKey({ backupOf: itemId }),
    requestedBy: { type: 'system' as const, component: 'schedule' },
    maxAttempts: MAX_ATTEMPTS,
    queueJobId: randomUUID(),
  }));
  const { id, itemId, queueJobId } = jobs;
  const rows = await tx.insert(jobs).values(wanted).onConflictDoNothing().returning({ id, itemId, queueJobId });
  const made = rows.map((job) => ({ ...job, itemId: itemIdOf(job) }));
  if (made.length === 0) return [];
  await announceJobs(tx, made);
  await tx
    .insert(jobEvents)
    .values(made.map((job) => ({ jobId: job.id, attempt: 0, type: 'job.queued', message: 'Waiting for a worker.' })));
  const deliveries = made.map((job) => ({
    ...(job.queueJobId !== null && { id: job.queueJobId }),
    data: parsePayload('backup.run', { jobId: job.id }),
  }));
  await services.boss.insert(queueOf('backup.run', siteId), deliveries, { db: fromDrizzle(tx, sql) });
  return made;
}
