import type { DrilledView } from '@holdfast/bot/ui/drilled';
import { allOf } from '@holdfast/bot/ui/listed';
import { jobSubjectView } from '@holdfast/bot/ui/subject';
import type { JobView, RestoreView, ResultView } from '@holdfast/bot/ui/views';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import { formatTableName } from '@holdfast/db/domain/sql-name';
import type { findJobForMessage } from '@holdfast/db/queries/messages';

type Found = NonNullable<Awaited<ReturnType<typeof findJobForMessage>>>;

/** A job's rows as its message shows them. */
export function jobView({ job, item, vault, point, retriedAs, requestedBy }: Found): JobView {
  return {
    id: job.id,
    operation: job.operation,
    status: job.status,
    subject: jobSubjectView({ id: job.id, item, vault }),
    sizeOf: item ? SIZE_OF[item.kind] : 'FILES',
    restore: job.plan ? restoreView(job.plan, point) : undefined,
    requestedBy,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString(),
    endedAt: job.endedAt?.toISOString(),
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    nextAttemptAt: job.nextAttemptAt?.toISOString(),
    waitsFor: job.waitsFor ?? undefined,
    progress: job.progress ?? undefined,
    error: job.error ?? undefined,
    warnings: { count: job.warningCount, first: job.warnings },
    result: resultView(job.result),
    rtoSeconds: item?.rtoSeconds ?? undefined,
    retriedAs,
    version: job.version,
  };
}

const SIZE_OF: Record<NonNullable<Found['item']>['kind'], JobView['sizeOf']> = { FILES: 'FILES', POSTGRESQL: 'DUMPS' };

function restoreView({ selection, place }: RestorePlan, point: Found['point']): RestoreView {
  return {
    place,
    takenAt: point?.takenAt.toISOString(),
    databases: selection.kind === 'ALL' ? databasesOf(point) : undefined,
    paths: selection.kind === 'PATHS' ? allOf(selection.paths) : undefined,
    database: 'database' in selection ? selection.database : undefined,
    tables: selection.kind === 'TABLES' ? allOf(selection.tables.map((table) => formatTableName(table))) : undefined,
  };
}

function databasesOf(point: Found['point']): RestoreView['databases'] {
  if (!point?.databases) return undefined;
  const { first, count } = point.databases;
  return { first: first.map(({ name }) => name), count };
}

/** A result's fields by the kinds they have; what a job's operation does not bring is absent. */
function resultView(result: Readonly<Record<string, string | number | null>> | null): ResultView | undefined {
  if (result === null) return undefined;
  const text = (name: string) => (typeof result[name] === 'string' ? result[name] : undefined);
  const number = (name: string) => (typeof result[name] === 'number' ? result[name] : undefined);
  return {
    sizeBytes: number('sizeBytes'),
    storedBytes: number('storedBytes'),
    files: number('files'),
    restoredTo: text('restoredTo'),
    tables: number('tables'),
    bytes: number('bytes'),
    durationMs: number('durationMs'),
    replacedKeptAt: text('replacedKeptAt'),
    replacedKeptUntil: text('replacedKeptUntil'),
    expired: number('expired'),
    returned: number('returned'),
    removed: number('removed'),
    removedBytes: number('removedBytes'),
    freedBytes: number('freedBytes'),
    afterBytes: number('afterBytes'),
    blockedMs: number('blockedMs'),
    shares: number('shares'),
    sharesOf: number('sharesOf'),
    damaged: number('damaged'),
    healed: number('healed'),
    missing: number('missing'),
    adopted: number('adopted'),
    stillDamaged: number('stillDamaged'),
    stillMissing: number('stillMissing'),
    drilled: drilledView({ takenAt: text('takenAt'), number }),
  };
}

/** Only a drill's result has these. */
function drilledView({
  takenAt,
  number,
}: {
  takenAt: string | undefined;
  number: (name: string) => number | undefined;
}): DrilledView | undefined {
  const [achievedRtoMs, probeMs, probes] = [number('rtoMs'), number('probeMs'), number('probes')];
  if (takenAt === undefined || achievedRtoMs === undefined || probeMs === undefined || probes === undefined) {
    return undefined;
  }
  const rtoObjectiveSeconds = number('rtoObjectiveSeconds');
  const [files, tables, bytes] = [number('files'), number('tables'), number('bytes')];
  return { takenAt, achievedRtoMs, probeMs, rtoObjectiveSeconds, probes, files, tables, bytes };
}
