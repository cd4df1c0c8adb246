import type { ChosenView } from '../ui/chosen.ts';
import type { SomeNames } from '../ui/listed.ts';
import { jobSubjectView } from '../ui/subject.ts';
import type { JobView, PersonView, RestoreView, ResultView } from '../ui/views.ts';
import type { JobPartsFragment, SourceKind } from './operations.generated.ts';

/** A job of the gateway as the messages show it. */
export function jobView(job: JobPartsFragment): JobView {
  const { item, requestedBy, startedAt, endedAt, progress, error, warningCount, warnings } = job;
  return {
    id: job.id,
    operation: job.operation,
    status: job.status,
    subject: jobSubjectView(job),
    sizeOf: item ? sizeOf(item.kind) : 'FILES',
    restore: job.plan ? restoreView(job.plan) : undefined,
    requestedBy: personView(requestedBy),
    createdAt: job.createdAt,
    startedAt: startedAt ?? undefined,
    endedAt: endedAt ?? undefined,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    nextAttemptAt: job.nextAttemptAt ?? undefined,
    waitsFor: job.waitsFor ? withoutNulls(job.waitsFor) : undefined,
    progress: progress ? withoutNulls(progress) : undefined,
    error: error ?? undefined,
    warnings: { count: warningCount, first: warnings.map((warning) => withoutNulls(warning)) },
    result: resultView(job),
    rtoSeconds: item?.rtoSeconds ?? undefined,
    version: job.version,
  };
}

/** Who did something, as the messages show them. */
export function personView({ name, principalId, slackUserId }: JobPartsFragment['requestedBy']): PersonView {
  return { slackUserId: slackUserId ?? undefined, name: name ?? principalId ?? 'Holdfast' };
}

/** What the size of a recovery point of this kind of source is of. */
export function sizeOf(kind: SourceKind): JobView['sizeOf'] {
  return SIZE_OF[kind];
}

const SIZE_OF: Record<SourceKind, JobView['sizeOf']> = { FILES: 'FILES', POSTGRESQL: 'DUMPS' };

function restoreView(plan: NonNullable<JobPartsFragment['plan']>): RestoreView {
  const { place, takenAt, databases, databaseCount, ...chosen } = plan;
  return {
    place,
    takenAt: takenAt ?? undefined,
    databases: someNames(databases, databaseCount),
    ...chosenView(chosen),
  };
}

interface Chosen {
  readonly paths: readonly string[] | null;
  readonly pathCount: number | null;
  readonly database: string | null;
  readonly tables: readonly string[] | null;
  readonly tableCount: number | null;
}

/** What of a point a restore is of, as the messages and the modal show it. */
export function chosenView({ paths, pathCount, database, tables, tableCount }: Chosen): ChosenView {
  return {
    paths: someNames(paths, pathCount),
    database: database ?? undefined,
    tables: someNames(tables, tableCount),
  };
}

function someNames(first: readonly string[] | null, count: number | null): SomeNames | undefined {
  return first === null ? undefined : { first, count: count ?? first.length };
}

function resultView({
  backedUp,
  restored,
  retention,
  pruned,
  checked,
  drilled,
}: JobPartsFragment): ResultView | undefined {
  if (drilled) return { drilled: withoutNulls(drilled) };
  if (restored) {
    const { place, ...rest } = withoutNulls(restored);
    return { restoredTo: place, ...rest };
  }
  return backedUp ? withoutNulls(backedUp) : (retention ?? pruned ?? (checked ? withoutNulls(checked) : undefined));
}

type WithoutNulls<T> = { [K in keyof T]: null extends T[K] ? NonNullable<T[K]> | undefined : T[K] };

/** The same with undefined for null, which is how the views say that nothing is known. */
function withoutNulls<T extends object>(object: T): WithoutNulls<T> {
  const values: [string, unknown][] = Object.entries(object);
  const entries = values.map(([name, value]): [string, unknown] => [name, value ?? undefined]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every name is there as before, null alone is replaced
  return Object.fromEntries(entries) as WithoutNulls<T>;
}
