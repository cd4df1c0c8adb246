import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../client.ts';
import { ALERT_SEVERITIES } from '../domain/alert.ts';
import { JOB_STATUSES } from '../domain/job.ts';
import { stillFailedAt } from './failed-drills.ts';
import { IS_RPO_BREACHED, RPO } from './breaches.ts';
import { IS_GOOD } from './good-points.ts';

// Sums over the whole estate, each one statement, by the store's clock. Bytes are sums of at most 2^53.

const count = z.number();
const instant = z
  .string()
  .transform((text) => new Date(text))
  .nullable();

const itemsShape = z.object({
  total: count,
  protected: count,
  stopped: count,
  withoutRecoveryPoint: count,
  proven: count,
  withRpo: count,
  rpoMet: count,
  newestRecoveryPointAt: instant,
});
export type ItemFigures = z.output<typeof itemsShape>;

/**
 * How many items there are, how many lack a good recovery point, and how many of the protected ones with an RPO, be it their own or that
 * of their policy, do not breach it (`rpoMet`). Of the protected ones, how many a drill has restored in the last 30 days and none has
 * failed at since (`proven`).
 */
export async function itemFigures(db: Database): Promise<ItemFigures> {
  return one(
    db,
    itemsShape,
    sql`
      select
        count(*)::int as total,
        (count(*) filter (where item.state = 'PROTECTED'))::int as protected,
        (count(*) filter (where item.state = 'STOPPED'))::int as stopped,
        (count(*) filter (where newest.taken_at is null))::int as "withoutRecoveryPoint",
        (count(*) filter (where item.state = 'PROTECTED' and item.last_proven_at > schedule_now() - interval '30 days'
          and ${stillFailedAt(sql`item.id`)} is null))::int as proven,
        (count(*) filter (where item.state = 'PROTECTED' and ${RPO} is not null))::int as "withRpo",
        (count(*) filter (where item.state = 'PROTECTED' and ${RPO} is not null and not ${IS_RPO_BREACHED}))::int as "rpoMet",
        max(newest.taken_at)::text as "newestRecoveryPointAt"
      from protected_items item
      join policies policy on policy.id = item.policy_id
      left join lateral (
        select taken_at from recovery_points where item_id = item.id and ${IS_GOOD} order by taken_at desc limit 1
      ) newest on true`,
  );
}

const storageShape = z.object({ recoveryPoints: count, storedBytes: count, sourceBytes: count });
export type StorageFigures = z.output<typeof storageShape>;

/** What the available points took up in the vaults when they were stored, and how large the items' newest points are. */
export async function storageFigures(db: Database): Promise<StorageFigures> {
  return one(
    db,
    storageShape,
    sql`
      select
        count(*)::int as "recoveryPoints",
        coalesce(sum(stored_bytes), 0)::float8 as "storedBytes",
        coalesce(sum(size_bytes) filter (where newest), 0)::float8 as "sourceBytes"
      from (
        select stored_bytes, size_bytes, row_number() over (partition by item_id order by taken_at desc, id desc) = 1 as newest
        from recovery_points where state = 'AVAILABLE'
      ) points`,
  );
}

const jobsShape = z.object({ status: z.enum(JOB_STATUSES), count });
export type JobFigures = z.output<typeof jobsShape>;

/** The jobs that were made in the last 24 hours, by their status now; a status without jobs counts 0. */
export async function jobFigures(db: Database): Promise<JobFigures[]> {
  return all(
    db,
    jobsShape,
    sql`
      select statuses.status::text, count(jobs.id)::int as count
      from unnest(enum_range(null::job_status)) with ordinality as statuses(status, place)
      left join jobs on jobs.status = statuses.status and jobs.created_at >= now() - interval '24 hours'
      group by statuses.status, place order by place`,
  );
}

const alertsShape = z.object({ severity: z.enum(ALERT_SEVERITIES), count });
export type AlertFigures = z.output<typeof alertsShape>;

/** The alerts whose trouble lasts and that nobody closed, by severity; a severity without alerts counts 0. */
export async function alertFigures(db: Database): Promise<AlertFigures[]> {
  return all(
    db,
    alertsShape,
    sql`
      select severities.severity::text, count(alerts.id)::int as count
      from unnest(enum_range(null::alert_severity)) with ordinality as severities(severity, place)
      left join alerts on alerts.severity = severities.severity and condition = 'FIRED' and state <> 'CLOSED'
      group by severities.severity, place order by place`,
  );
}

const daysShape = z.object({
  date: z.string(),
  completed: count,
  completedWithWarnings: count,
  failed: count,
  cancelled: count,
  sourceBytes: count,
  storedBytes: count,
});
export type BackupDay = z.output<typeof daysShape>;

/** The backups that ended on each of the last 7 days in UTC, today included, oldest first; a day without backups counts 0. */
export async function backupDays(db: Database): Promise<BackupDay[]> {
  return all(
    db,
    daysShape,
    sql`
      select
        to_char(day, 'YYYY-MM-DD') as date,
        (count(*) filter (where status = 'COMPLETED'))::int as completed,
        (count(*) filter (where status = 'COMPLETED_WITH_WARNINGS'))::int as "completedWithWarnings",
        (count(*) filter (where status = 'FAILED'))::int as failed,
        (count(*) filter (where status = 'CANCELLED'))::int as cancelled,
        coalesce(sum(size_bytes), 0)::float8 as "sourceBytes",
        coalesce(sum(stored_bytes), 0)::float8 as "storedBytes"
      from generate_series(0, 6) as back,
        lateral (select date_trunc('day', now() at time zone 'UTC') - make_interval(days => 6 - back) as day) days
      left join jobs on operation = 'BACKUP'
        and ended_at >= day at time zone 'UTC' and ended_at < (day + interval '1 day') at time zone 'UTC'
      left join recovery_points on recovery_points.job_id = jobs.id
      group by day order by day`,
  );
}

async function all<T extends z.ZodType>(db: Database, shape: T, query: SQL): Promise<z.output<T>[]> {
  return z.array(shape).parse([...(await db.execute(query))]);
}

async function one<T extends z.ZodType>(db: Database, shape: T, query: SQL): Promise<z.output<T>> {
  const [row] = await db.execute(query);
  return shape.parse(row);
}
