import type { JobProgress, JobStatus, JobWarning } from '@holdfast/db/domain/job';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import { z } from 'zod';
import { builder } from '../../builder.ts';
import type { Loaders } from '../../loaders.ts';
import { PAGE_SIZE } from '../../plugins/limits.ts';
import { AttemptOutcomeEnum, ConflictRuleEnum } from './enums.ts';
import { Failure } from '../errors.ts';
import { Course } from '../restore-course.ts';

export const Progress = builder.objectRef<JobProgress>('JobProgress').implement({
  description: 'How far a job is. What is not known yet is null.',
  fields: (t) => ({
    task: t.exposeString('task', { description: 'What it is at.' }),
    percent: t.exposeFloat('percent', { description: 'Of the task: 0 to 100.' }),
    bytesDone: t.expose('bytesDone', { type: 'Long', nullable: true }),
    bytesTotal: t.expose('bytesTotal', { type: 'Long', nullable: true }),
    filesDone: t.expose('filesDone', { type: 'Long', nullable: true }),
    filesTotal: t.expose('filesTotal', { type: 'Long', nullable: true }),
    bytesPerSecond: t.expose('bytesPerSecond', {
      type: 'Long',
      nullable: true,
      description: 'Over the last seconds: 0 where nothing moves.',
    }),
    secondsRemaining: t.exposeFloat('secondsRemaining', {
      nullable: true,
      description: 'Of the task, about; null at the beginning and while nothing moves.',
    }),
  }),
});

export const Warning = builder.objectRef<JobWarning>('JobWarning').implement({
  description: 'Something a job left out or could not do.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.exposeString('message'),
    subject: t.exposeString('subject', {
      nullable: true,
      description: 'What it is about: a path, the name of a role.',
    }),
  }),
});

export const Plan = builder.objectRef<RestorePlan>('RestorePlan').implement({
  description: 'A restore as it was decided. It never changes.',
  interfaces: [Course],
  fields: (t) => ({
    recoveryPoint: t.drizzleField({
      type: 'recoveryPoints',
      nullable: true,
      resolve: (query, { recoveryPointId }, _args, { db }) =>
        db.query.recoveryPoints.findFirst(query({ where: { id: recoveryPointId } })),
    }),
    recoveryPointId: t.exposeID('recoveryPointId'),
    takenAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The instant whose state is restored. Null where the recovery point is not known any more.',
      resolve: async ({ recoveryPointId }, _args, { load }) => (await load.pointInBrief(recoveryPointId))?.takenAt,
    }),
    databases: t.stringList({
      nullable: true,
      description:
        'Of a restore of all databases of a point the first of their names. Null for any other, and where they are not known.',
      args: {
        first: t.arg.int({
          description: `How many: 0 to ${PAGE_SIZE.most}, ${PAGE_SIZE.default} where nothing is said.`,
        }),
      },
      resolve: async (plan, { first }, { load }) =>
        (await allDatabasesOf(plan, load))?.first
          .slice(0, Math.max(0, first ?? PAGE_SIZE.default))
          .map(({ name }) => name),
    }),
    databaseCount: t.int({
      nullable: true,
      description: 'How many of those databases there are in all.',
      resolve: async (plan, _args, { load }) => (await allDatabasesOf(plan, load))?.count,
    }),
    conflict: t.field({ type: ConflictRuleEnum, resolve: ({ conflict }) => conflict }),
    keepReplacedDays: t.exposeInt('keepReplacedDays', { description: 'How long what is replaced is kept.' }),
  }),
});

async function allDatabasesOf({ selection, recoveryPointId }: RestorePlan, load: Loaders) {
  return selection.kind === 'ALL' ? (await load.pointInBrief(recoveryPointId))?.databases : null;
}

const backedUpShape = z.object({
  sizeBytes: z.number(),
  storedBytes: z.number(),
  files: z.number().nullable(),
  // A backup that ended before there were databases says nothing of tables.
  tables: z.number().nullable().default(null),
});

/** A backup's result as it was kept; null for a job that made no recovery point. */
export function backedUpOf(result: unknown): z.output<typeof backedUpShape> | null {
  return backedUpShape.safeParse(result).data ?? null;
}

export const BackedUp = builder.objectRef<z.output<typeof backedUpShape>>('BackedUp').implement({
  description: 'What a backup brought.',
  fields: (t) => ({
    sizeBytes: t.expose('sizeBytes', {
      type: 'Long',
      description: 'The size of the data: of databases that of their dumps.',
    }),
    storedBytes: t.expose('storedBytes', {
      type: 'Long',
      description: 'What the vault grew by, after deduplication and compression.',
    }),
    files: t.expose('files', { type: 'Long', nullable: true, description: 'Null where databases were backed up.' }),
    tables: t.expose('tables', {
      type: 'Long',
      nullable: true,
      description: 'Null where files were backed up, and where it is not known.',
    }),
  }),
});

const restoredShape = z.object({
  restoredTo: z.string(),
  files: z.number().nullable(),
  // A restore that ended before there were databases says nothing of tables.
  tables: z.number().nullable().default(null),
  bytes: z.number(),
  durationMs: z.number(),
  replacedKeptAt: z.string().nullable(),
  replacedKeptUntil: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable(),
});

/** A restore's result as it was kept; null for a job that did not restore. */
export function restoredOf(result: unknown): z.output<typeof restoredShape> | null {
  return restoredShape.safeParse(result).data ?? null;
}

export const Restored = builder.objectRef<z.output<typeof restoredShape>>('Restored').implement({
  description: 'What a restore brought.',
  fields: (t) => ({
    place: t.exposeString('restoredTo', {
      description: 'Where it is: a path, or the URL of a database server or of a database on it.',
    }),
    files: t.expose('files', { type: 'Long', nullable: true, description: 'Null where databases were restored.' }),
    tables: t.expose('tables', { type: 'Long', nullable: true, description: 'Null where files were restored.' }),
    bytes: t.expose('bytes', { type: 'Long' }),
    durationMs: t.expose('durationMs', { type: 'Long', description: 'How long it took: the measured restore time.' }),
    replacedKeptAt: t.exposeString('replacedKeptAt', {
      nullable: true,
      description: 'Where what stood there before is kept: as its place, a path or a URL.',
    }),
    replacedKeptUntil: t.expose('replacedKeptUntil', { type: 'DateTime', nullable: true }),
  }),
});

export const Attempt = builder.drizzleObject('jobAttempts', {
  name: 'JobAttempt',
  description: 'One run of a job.',
  select: { columns: { jobId: true, number: true } },
  fields: (t) => ({
    number: t.exposeInt('number'),
    workerId: t.exposeID('workerId'),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    outcome: t.expose('outcome', { type: AttemptOutcomeEnum, nullable: true, description: 'Null while it runs.' }),
    error: t.field({
      type: Failure,
      nullable: true,
      select: { columns: { error: true } },
      resolve: ({ error }) => error,
    }),
  }),
});

export const Event = builder.drizzleObject('jobEvents', {
  name: 'JobEvent',
  description: "A line of a job's log. It never changes.",
  select: { columns: { seq: true } },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    attempt: t.exposeInt('attempt', { description: '0 for what happened between attempts and before the first.' }),
    type: t.exposeString('type'),
    message: t.exposeString('message'),
  }),
});

interface TaskRow {
  readonly attempt: number;
  readonly ordinal: number;
  readonly name: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** A phase of a job with how far it is, and of the one under way what its progress says. */
export interface Task extends TaskRow {
  readonly percent: number | null;
  readonly progress: Partial<JobProgress>;
}

/**
 * A job's tasks in order. A task is whole when another one followed it in its attempt or the job completed; the one under
 * way is as far as the job's progress says; how far one got that was broken off is not known.
 */
export function tasksOf(job: { status: JobStatus; progress: JobProgress | null; tasks: readonly TaskRow[] }): Task[] {
  const completed = job.status === 'COMPLETED' || job.status === 'COMPLETED_WITH_WARNINGS';
  return job.tasks.map((task, index) => {
    const next = job.tasks[index + 1];
    if (next ? next.attempt === task.attempt : completed) return { ...task, percent: 100, progress: {} };
    const underWay = !task.endedAt && job.progress?.task === task.name ? job.progress : undefined;
    return { ...task, percent: underWay?.percent ?? null, progress: underWay ?? {} };
  });
}

export const TaskType = builder.objectRef<Task>('JobTask').implement({
  description: 'A phase of a job.',
  fields: (t) => ({
    name: t.exposeString('name'),
    attempt: t.exposeInt('attempt'),
    percent: t.exposeFloat('percent', { nullable: true, description: '0 to 100; null where it is not known.' }),
    bytesDone: t.field({
      type: 'Long',
      nullable: true,
      description: 'Of the task under way, as all that follows; null of the others, and where it is not known.',
      resolve: ({ progress }) => progress.bytesDone,
    }),
    bytesTotal: t.field({ type: 'Long', nullable: true, resolve: ({ progress }) => progress.bytesTotal }),
    bytesPerSecond: t.field({
      type: 'Long',
      nullable: true,
      description: 'Over the last seconds: 0 where nothing moves.',
      resolve: ({ progress }) => progress.bytesPerSecond,
    }),
    secondsRemaining: t.float({
      nullable: true,
      description: 'About; null at the beginning and while nothing moves.',
      resolve: ({ progress }) => progress.secondsRemaining,
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
  }),
});
