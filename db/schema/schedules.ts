import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  check,
  index,
  integer,
  primaryKey,
  snakeCase,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { runOutcome } from './enums.ts';
import { jobs } from './jobs.ts';
import { protectedItems } from './protected-items.ts';

/** When each rule of its policy runs next for an item. What is due is found here, and nowhere else (law 4). */
export const itemSchedules = snakeCase.table(
  'item_schedules',
  {
    itemId: text()
      .notNull()
      .references(() => protectedItems.id),
    ruleKey: text().notNull(),
    /** Null: never again. */
    nextRunAt: instant(),
    /** From when on that run is later than the policy's grace. */
    lateAt: instant(),
    /** By the schedule's clock: where that is later than the clock now, the clock was put back, and it is planned anew. */
    plannedAt: instant().notNull(),
    /** That this run is late was told. */
    isLateTold: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.itemId, t.ruleKey] }),
    index('item_schedules_next').on(t.nextRunAt),
    index('item_schedules_untold')
      .on(t.lateAt)
      .where(sql`not is_late_told`),
    index('item_schedules_planned').on(t.plannedAt),
  ],
);

/** What became of every run that was due. Append-only: the application's role may insert and read, nothing else (law 14). */
export const scheduledRuns = snakeCase.table(
  'scheduled_runs',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    itemId: text()
      .notNull()
      .references(() => protectedItems.id),
    ruleKey: text().notNull(),
    outcome: runOutcome().notNull(),
    firstDueAt: instant().notNull(),
    /** The last of them. */
    dueAt: instant().notNull(),
    count: integer().notNull(),
    isCountExact: boolean().notNull().default(true),
    /** The job that was queued for it, or that it joined or overlapped. */
    jobId: text().references(() => jobs.id),
    recordedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('scheduled_runs_once')
      .on(t.itemId, t.ruleKey, t.dueAt)
      .where(sql`job_id is not null`),
    index().on(t.jobId),
    index().on(t.itemId, t.seq),
    check('scheduled_runs_count', sql`count > 0 and first_due_at <= due_at`),
    check('scheduled_runs_job', sql`(outcome in ('QUEUED', 'JOINED', 'OVERLAPPED')) = (job_id is not null)`),
  ],
);
