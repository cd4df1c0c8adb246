import { eq, inArray } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { NOBODY_KNOWN } from '../../domain/actor.ts';
import { ConflictError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { exclusionKey, REBUILT_FROM_VAULT, type JobWarning } from '../../domain/job.ts';
import { figuresOf, tablesOf, totalsOf } from '../../domain/point-totals.ts';
import {
  jobEvents,
  jobs,
  protectedItems,
  recoveryPointParts,
  recoveryPoints,
  recoveryPointTiers,
} from '../../schema/index.ts';
import type { Context } from '../context.ts';
import type { FoundPoint } from './found-point.ts';
import type { FoundRepository } from './rebuild.ts';

/** So many rows go into one statement: the server takes 65,535 values. */
const ROWS_AT_ONCE = 1000;
const DAY_MS = 86_400_000;
/** Whoever has just lost a store looks through what is left: retention takes nothing of it before this. */
const NOT_BEFORE_DAYS = 30;

/** A transfer without its journal is told as one that may lack something (law 2). */
const REBUILT: JobWarning = {
  code: REBUILT_FROM_VAULT,
  message: 'This point was found in its vault. What its backup could not read, if anything, is not known any more.',
};

interface Restoring {
  readonly repository: Pick<FoundRepository, 'id' | 'points'>;
  readonly siteId: string;
}

/**
 * Puts points with their parts and the ended jobs that made them back, in the caller's transaction. A point whose job the store
 * knows is not among them: it is there, or was never one, or a worker will still adopt it.
 * @returns how many were put back
 */
export async function restorePoints(ctx: Context, tx: Transaction, { repository, siteId }: Restoring): Promise<number> {
  const known = await knownJobs(tx, repository);
  const found = repository.points
    .filter(({ jobId }) => !known.has(jobId))
    .map((point) => ({ point, pointId: newId('recoveryPoint', point.takenAt) }));
  await inChunks(found, (rows) => tx.insert(jobs).values(rows.map((row) => ({ ...jobRow(row), siteId }))));
  await inChunks(found, (rows) => tx.insert(jobEvents).values(rows.map(eventRow)));
  const items = await itemsOf(tx, repository);
  const notBefore = new Date(ctx.clock.now().getTime() + NOT_BEFORE_DAYS * DAY_MS);
  await inChunks(found, (rows) =>
    tx.insert(recoveryPoints).values(
      rows.map((row) => {
        const { item } = row.point;
        if (!items.has(item.id)) throw itemElsewhere(item.name);
        return { ...pointRow(row), keepUntil: latest(row.point.keepUntil ?? notBefore, notBefore) };
      }),
    ),
  );
  const parts = found.flatMap((row) => partRows(row, repository.id));
  await inChunks(parts, (rows) => tx.insert(recoveryPointParts).values(rows));
  await inChunks(found, (rows) =>
    tx.insert(recoveryPointTiers).values(rows.map(({ pointId }) => ({ pointId, tier: 'VAULT' as const }))),
  );
  return found.length;
}

/** Also those of another vault: of a vault that was copied, one is the vault and the other its copy. */
async function knownJobs(tx: Transaction, { points }: Pick<FoundRepository, 'points'>): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  await inChunks(points, async (some) => {
    const ids = some.map(({ jobId }) => jobId);
    for (const { id } of await tx.select({ id: jobs.id }).from(jobs).where(inArray(jobs.id, ids))) known.add(id);
  });
  return known;
}

function itemElsewhere(name: string): ConflictError {
  return new ConflictError({
    code: 'ITEM_ELSEWHERE',
    message: `This store knows the item ${name} in another vault.`,
    cause: 'One of the two vaults is a copy that was written to by another Holdfast.',
    remedy: 'Rebuild the vault in an empty store of its own, and restore from there.',
  });
}

/** The ids of those that are in this repository. */
async function itemsOf(tx: Transaction, { id }: Pick<FoundRepository, 'id'>): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ itemId: protectedItems.id })
    .from(protectedItems)
    .where(eq(protectedItems.repositoryId, id));
  return new Set(rows.map(({ itemId }) => itemId));
}

interface Found {
  readonly point: FoundPoint;
  readonly pointId: string;
}

function jobRow({ point, pointId }: Found) {
  const { jobId, attempt, takenAt, item } = point;
  return {
    id: jobId,
    operation: 'BACKUP' as const,
    status: 'COMPLETED_WITH_WARNINGS' as const,
    itemId: item.id,
    // Whoever rebuilds it now did not ask for it, and no snapshot says who did.
    requestedBy: NOBODY_KNOWN,
    exclusionKey: exclusionKey({ backupOf: item.id, type: point.type }),
    backupType: point.type,
    attempt,
    maxAttempts: attempt,
    warnings: [REBUILT],
    warningCount: 1,
    result: { recoveryPointId: pointId, ...totalsOf(point), tables: tablesOf(point) },
    createdAt: takenAt,
    // Without an end that is known there is no time that it took.
    startedAt: point.endedAt === null ? null : takenAt,
    endedAt: endOf(point),
  };
}

function eventRow({ point: { jobId, attempt } }: Found) {
  return { jobId, attempt, type: 'job.rebuilt', message: 'Its recovery point was found in the vault.' };
}

function pointRow({ point, pointId }: Found) {
  const { jobId, takenAt, type, consistency, parts, contents, item } = point;
  return {
    ...{ id: pointId, itemId: item.id, jobId, type, consistency, takenAt, contents },
    committedAt: endOf(point),
    partCount: parts.length,
    // That nothing is known is a warning of its job; nothing is known to be missing.
    warningCount: 0,
    figures: figuresOf(point),
    ...totalsOf(point),
  };
}

function partRows({ point, pointId }: Found, repositoryId: string) {
  return point.parts.map(({ files: _files, figures: _figures, ...part }, ordinal) => ({
    ...part,
    pointId,
    ordinal,
    repositoryId,
  }));
}

function endOf({ takenAt, endedAt }: FoundPoint): Date {
  return latest(takenAt, endedAt ?? takenAt);
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}

async function inChunks<T>(rows: readonly T[], insert: (rows: T[]) => PromiseLike<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) await insert(rows.slice(from, from + ROWS_AT_ONCE));
}
