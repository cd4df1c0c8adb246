import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { fromDrizzle } from 'pg-boss';
import type { Transaction } from '../../client.ts';
import { newId } from '../../domain/ids.ts';
import { itemIdOf } from '../../domain/job.ts';
import type { BackupType } from '../../domain/recovery-point.ts';
import { parsePayload, queueOf } from '../../queues/definitions.ts';
import { jobEvents, jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { MAX_ATTEMPTS } from '../job/create-job.ts';
import { announceJobs } from '../outbox/announce-job.ts';

/** A backup of an item that is to be queued; `key` is its exclusion key. */
export interface WantedBackup {
  readonly itemId: string;
  readonly backupType: BackupType;
  readonly key: string;
}

const byKey = (a: WantedBackup, b: WantedBackup) => (a.key < b.key ? -1 : 1);

/**
 * Makes a job for each backup that is wanted at a site and whose key no open job has, with its delivery, first event and messages, in the caller's
 * transaction.
 * @returns those that were made
 */
export async function makeBackups(
  services: Services,
  tx: Transaction,
  { siteId, wanted }: { siteId: string; wanted: readonly WantedBackup[] },
): Promise<{ id: string; exclusionKey: string }[]> {
  // In one order everywhere: schedulers that wait for each other's keys then never wait in a circle.
  const rows = wanted.toSorted(byKey).map(({ itemId, backupType, key }) => ({
    id: newId('job', services.clock.now()),
    operation: 'BACKUP' as const,
    itemId,
    siteId,
    backupType,
    exclusionKey: key,
    requestedBy: { type: 'system' as const, component: 'schedule' },
    maxAttempts: MAX_ATTEMPTS,
    queueJobId: randomUUID(),
  }));
  const { id, itemId, exclusionKey, queueJobId } = jobs;
  const inserted = await tx
    .insert(jobs)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id, itemId, exclusionKey, queueJobId });
  const made = inserted.map((job) => ({ ...job, itemId: itemIdOf(job) }));
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
