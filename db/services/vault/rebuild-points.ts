import type { Transaction } from '../../client.ts';
import type { FoundPoint } from './found-point.ts';
import { newId } from '../../domain/ids.ts';
import { exclusionKey, type JobWarning } from '../../domain/job.ts';
import { actorRecord } from '../../domain/actor.ts';
import { jobEvents, jobs, recoveryPointParts, recoveryPoints, recoveryPointTiers } from '../../schema/index.ts';
import type { Context } from '../context.ts';
import { tablesOf, totalsOf } from '../../domain/point-totals.ts';
import type { RestoredItem } from './rebuild-items.ts';
import type { FoundRepository } from './rebuild.ts';

/** So many rows go into one statement: the server takes 65,535 values. */
const ROWS_AT_ONCE = 1000;
const DAY_MS = 86_400_000;

/** A transfer without its journal is told as one that may lack something (law 2). */
const REBUILT: JobWarning = {
  code: 'REBUILT_FROM_VAULT',
  message: 'This point was found in its vault. What its backup could not read, if anything, is not known any more.',
};

/** Puts points with their parts and the ended jobs that made them back, in the caller's transaction. */
export async function restorePoints(
  ctx: Context,
  tx: Transaction,
  { repository, items }: { repository: FoundRepository; items: ReadonlyMap<string, RestoredItem> },
): Promise<void> {
  const found = repository.points.map((point) => ({ point, pointId: newId('recoveryPoint', point.takenAt) }));
  const requestedBy = actorRecord(ctx.actor);
  await inChunks(found, (rows) =>
    tx.insert(jobs).values(rows.map((row) => ({ ...jobRow(row), siteId: repository.siteId, requestedBy }))),
  );
  await inChunks(found, (rows) =>
    tx.insert(jobEvents).values(
      rows.map(({ point: { jobId, attempt } }) => ({
        jobId,
        attempt,
        type: 'job.rebuilt',
        message: 'Its recovery point was found in the vault.',
      })),
    ),
  );
  await inChunks(found, (rows) => tx.insert(recoveryPoints).values(rows.map((row) => pointRow(row, items))));
  const parts = found.flatMap(({ point, pointId }) =>
    point.parts.map(({ files: _files, ...part }, ordinal) => ({
      ...part,
      pointId,
      ordinal,
      repositoryId: repository.id,
    })),
  );
  await inChunks(parts, (rows) => tx.insert(recoveryPointParts).values(rows));
  await inChunks(found, (rows) =>
    tx.insert(recoveryPointTiers).values(rows.map(({ pointId }) => ({ pointId, tier: 'VAULT' as const }))),
  );
}

interface Found {
  readonly point: FoundPoint;
  readonly pointId: string;
}

function jobRow({ point, pointId }: Found) {
  const endedAt = new Date(Math.max(point.lastPartAt.getTime(), point.takenAt.getTime()));
  return {
    id: point.jobId,
    operation: 'BACKUP' as const,
    status: 'COMPLETED_WITH_WARNINGS' as const,
    itemId: point.item.id,
    exclusionKey: exclusionKey({ backupOf: point.item.id }),
    attempt: point.attempt,
    maxAttempts: point.attempt,
    warnings: [REBUILT],
    warningCount: 1,
    result: { recoveryPointId: pointId, ...totalsOf(point), tables: tablesOf(point) },
    createdAt: point.takenAt,
    startedAt: point.takenAt,
    endedAt,
  };
}

function pointRow({ point, pointId }: Found, items: ReadonlyMap<string, RestoredItem>) {
  const item = items.get(point.item.id);
  if (!item) throw new Error(`${point.item.id} of ${point.jobId} was not put back`);
  return {
    id: pointId,
    itemId: point.item.id,
    jobId: point.jobId,
    type: point.type,
    consistency: point.consistency,
    takenAt: point.takenAt,
    committedAt: point.lastPartAt,
    expiresAt: new Date(point.takenAt.getTime() + item.retentionDays * DAY_MS),
    partCount: point.parts.length,
    warningCount: 1,
    contents: point.contents,
    ...totalsOf(point),
  };
}

async function inChunks<T>(rows: readonly T[], insert: (rows: T[]) => PromiseLike<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) await insert(rows.slice(from, from + ROWS_AT_ONCE));
}
