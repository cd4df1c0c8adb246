import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import type { PointContents } from '@holdfast/db/domain/point-contents';
import { jobs } from '@holdfast/db/schema';
import type { Services } from '@holdfast/db/services/context';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import type { Hold } from '@holdfast/db/services/job/hold';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { as, request, type Estate } from '../../kit/estate.ts';

/** Begins a job as a worker would. */
export async function begin(services: Services, job: { jobId: string; workerId: string }): Promise<Hold> {
  const beginning = await beginAttempt(services, job);
  if (beginning.kind !== 'BEGUN') throw new Error(`${job.jobId} was not begun: ${beginning.kind}`);
  return { jobId: job.jobId, attempt: beginning.attempt };
}

/** Commits a backup that was begun; no data is moved. */
export async function commitBackup(
  services: Services,
  hold: Hold,
  sizes = { sizeBytes: 1_000, storedBytes: 100 },
): Promise<string> {
  const { pointId } = await finishBackup(services, hold, {
    takenAt: services.clock.now(),
    type: 'FULL',
    consistency: 'NONE',
    parts: [{ name: 'tree', kind: 'TREE', snapshotId: randomUUID(), ...sizes, files: 10 }],
    warnings: NO_WARNINGS,
    contents: null,
  });
  return pointId;
}

/** The same of databases, with one part for each. */
export async function commitDatabases(services: Services, hold: Hold, contents: PointContents | null): Promise<string> {
  const { pointId } = await finishBackup(services, hold, {
    takenAt: services.clock.now(),
    type: 'FULL',
    consistency: 'APPLICATION',
    parts: (contents?.databases ?? [{ name: 'all', sizeBytes: 1_000 }]).map(({ name, sizeBytes }) => {
      return { name, kind: 'DUMP', snapshotId: randomUUID(), sizeBytes, storedBytes: 100 };
    }),
    warnings: NO_WARNINGS,
    contents,
  });
  return pointId;
}

/** A backup from its request to its point. */
export async function backUpWithoutWorker(
  services: Services,
  { itemId, workerId }: Pick<Estate, 'itemId' | 'workerId'>,
  sizes?: { sizeBytes: number; storedBytes: number },
): Promise<{ jobId: string; pointId: string }> {
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId }));
  const hold = await begin(services, { jobId, workerId });
  return { jobId, pointId: await commitBackup(services, hold, sizes) };
}

/** A restore from its request to its end, which is said to have taken so long. */
export async function restoreWithoutWorker(
  services: Services,
  restored: { recoveryPointId: string; workerId: string; bytes: number; durationMs: number },
): Promise<{ jobId: string }> {
  const { recoveryPointId, workerId, bytes, durationMs } = restored;
  const { jobId } = await requestRestore(as(services, 'ADMIN'), request({ recoveryPointId }));
  const hold = await begin(services, { jobId, workerId });
  const startedAt = sql`now() - make_interval(secs => ${durationMs / 1000})`;
  await services.db.update(jobs).set({ startedAt }).where(eq(jobs.id, jobId));
  await finishRestore(services, hold, { restoredTo: '/srv/data', files: 10, bytes, warnings: NO_WARNINGS });
  return { jobId };
}
