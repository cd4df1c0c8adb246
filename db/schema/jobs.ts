import { sql } from 'drizzle-orm';
import {
  bigserial,
  check,
  index,
  integer,
  jsonb,
  primaryKey,
  snakeCase,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Wait } from '../domain/admission.ts';
import type { DrillPlan } from '../domain/drill.ts';
import type { ErrorInfo } from '../domain/fault.ts';
import { OPEN_STATUSES, type JobProgress, type JobWarning } from '../domain/job.ts';
import type { KeepDuration } from '../domain/retention.ts';
import type { RestorePlan } from '../domain/restore.ts';
import { actor, createdAt, id, instant } from './columns.ts';
import { attemptOutcome, backupType, jobOperation, jobStatus } from './enums.ts';
import { protectedItems } from './protected-items.ts';
import { sites, workers } from './sites.ts';
import { vaults } from './vaults.ts';

const OPEN = sql.raw(`status in (${OPEN_STATUSES.map((status) => `'${status}'`).join(',')})`);

/** One piece of work, whoever asked for it. Progress is a column: it is overwritten, never an event. */
/** A restore of all that a point holds which came to its end: what it took is what such a restore takes. */
const IS_FULL_RESTORE = sql`operation = 'RESTORE' and status in ('COMPLETED', 'COMPLETED_WITH_WARNINGS') and plan -> 'selection' ->> 'kind' = 'ALL'`;

export const jobs = snakeCase.table(
  'jobs',
  {
    id: id(),
    operation: jobOperation().notNull(),
    status: jobStatus().notNull().default('QUEUED'),
    /** What it is about: an item or, of work on all that a vault holds, the vault. */
    itemId: text().references(() => protectedItems.id),
    vaultId: text().references(() => vaults.id),
    siteId: text()
      .notNull()
      .references(() => sites.id),
    requestedBy: actor().notNull(),
    /** What a backup makes; null for other work. */
    backupType: backupType(),
    plan: jsonb().$type<RestorePlan>(),
    /** What a drill does. */
    drill: jsonb().$type<DrillPlan>(),
    /** The own retention of the point that a backup makes; null: as its policy says. */
    keep: jsonb().$type<KeepDuration>(),
    planHash: text(),
    exclusionKey: text().notNull(),
    retryOf: text(),
    /** The fencing number: the attempt that holds the job; 0 before the first. */
    attempt: integer().notNull().default(0),
    maxAttempts: integer().notNull(),
    /** Rises with every change of the job that someone may want to see. */
    version: integer().notNull().default(1),
    progress: jsonb().$type<JobProgress>(),
    /** When the attempt last got further; null before it did. */
    movedAt: instant(),
    /** When a failed attempt is followed by the next; null where none waits. */
    nextAttemptAt: instant(),
    /** What keeps a queued job from being begun, since a worker looked; null where nothing does, or none has looked. */
    waitsFor: jsonb().$type<Wait>(),
    /** The end of the pause that it was last kept waiting by; it stays when that is over. */
    pausedUntil: instant(),
    /** When it was handed out for the place that it had waited for, which is kept for it for a while; null once it was begun. */
    releasedAt: instant(),
    error: jsonb().$type<ErrorInfo>(),
    /** The first warnings; `warningCount` counts them all and `warningFile` on the worker's disk holds the rest. */
    warnings: jsonb().notNull().$type<JobWarning[]>().default([]),
    warningCount: integer().notNull().default(0),
    warningFile: text(),
    result: jsonb().$type<Record<string, string | number | null>>(),
    cancelRequestedBy: actor(),
    queueJobId: uuid(),
    createdAt: createdAt(),
    startedAt: instant(),
    endedAt: instant(),
  },
  (t) => [
    uniqueIndex('jobs_one_open_per_exclusion_key').on(t.exclusionKey).where(OPEN),
    index('jobs_open').on(t.siteId).where(OPEN),
    index('jobs_released')
      .on(t.siteId)
      .where(sql`released_at is not null`),
    index('jobs_waiting')
      .on(t.siteId, t.id)
      .where(sql`waits_for is not null`),
    index().on(t.itemId, t.id),
    index('jobs_full_restores').on(t.itemId, t.endedAt).where(IS_FULL_RESTORE),
    index().on(t.vaultId, t.id),
    check('jobs_waits_in_queue', sql`waits_for is null or status = 'QUEUED'`),
    check('jobs_type_of_backup', sql`operation = 'BACKUP' or backup_type is null`),
    check('jobs_one_subject', sql`num_nonnulls(item_id, vault_id) = 1`),
    check('jobs_ended_at_end', sql`(${OPEN}) = (ended_at is null)`),
    check('jobs_failed_says_why', sql`(status = 'FAILED') = (error is not null)`),
    check('jobs_plan_is_hashed', sql`(plan is null) = (plan_hash is null)`),
    check('jobs_drill_has_plan', sql`(operation = 'DRILL') = (drill is not null)`),
    check('jobs_restore_has_plan', sql`operation <> 'RESTORE' or plan is not null`),
  ],
);

/** A run of a job. The number fences: only the newest attempt may change the job (law 2). */
export const jobAttempts = snakeCase.table(
  'job_attempts',
  {
    jobId: text()
      .notNull()
      .references(() => jobs.id),
    number: integer().notNull(),
    workerId: text()
      .notNull()
      .references(() => workers.id),
    startedAt: createdAt(),
    /** Until when the worker holds the job without being heard of. */
    leaseUntil: instant().notNull(),
    endedAt: instant(),
    outcome: attemptOutcome(),
    error: jsonb().$type<ErrorInfo>(),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.number] }),
    uniqueIndex('job_attempts_one_open')
      .on(t.jobId)
      .where(sql`ended_at is null`),
    check('job_attempts_end_has_outcome', sql`(ended_at is null) = (outcome is null)`),
  ],
);

/** The phases of a job as a person follows them, with how far each is. */
export const jobTasks = snakeCase.table(
  'job_tasks',
  {
    jobId: text()
      .notNull()
      .references(() => jobs.id),
    attempt: integer().notNull(),
    ordinal: integer().notNull(),
    name: text().notNull(),
    startedAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.attempt, t.ordinal] })],
);

/** What happened, in order. Append-only: the application's role may insert and read, nothing else (law 14). */
export const jobEvents = snakeCase.table(
  'job_events',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    jobId: text()
      .notNull()
      .references(() => jobs.id),
    attempt: integer().notNull(),
    at: createdAt(),
    type: text().notNull(),
    message: text().notNull(),
    data: jsonb().$type<Record<string, string | number | boolean | null>>(),
  },
  (t) => [index().on(t.jobId, t.seq)],
);
