import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { JOBS_COMPARED, NEVER_TOLD_BEFORE, type Course } from '../domain/stalled.ts';

/** An attempt that runs, with how it goes. */
export interface RunningCourse {
  readonly jobId: string;
  readonly attempt: number;
  readonly course: Course;
  /** When it last got further, as the store has it; null where it never did. */
  readonly movedAt: string | null;
  /** The codes under which trouble with its course is told now. */
  readonly told: readonly string[];
}

/**
 * The attempts whose course is worth a look: that are still, or run, for longer than nothing is told of, and those that are told of already.
 * In one statement, which reads nothing more when nothing runs. Not those whose worker is silent: that is told as such.
 * @param silence seconds after which a worker counts as silent
 */
export async function findCourses(db: Database, silence: number): Promise<RunningCourse[]> {
  const rows = await db.execute<Row>(sql`
    select j.id as "jobId", a.number as attempt, j.operation, t.running, t.still, j.moved_at::text as "movedAt",
      coalesce(told.codes, '[]') as told, (
        select count(*)::int from job_events e
        where e.job_id = j.id and e.attempt = a.number and e.type = 'job.moves-again') as "toldBefore", coalesce((
      select json_agg(seconds) from (
        (select p.id, ${took} as seconds from jobs p join job_attempts r on ${isItsSuccess}
          where p.item_id = j.item_id and ${isSuch} order by p.id desc limit ${JOBS_COMPARED})
        union all
        (select p.id, ${took} as seconds from jobs p join job_attempts r on ${isItsSuccess}
          where p.vault_id = j.vault_id and ${isSuch} order by p.id desc limit ${JOBS_COMPARED})
      ) one), '[]') as past
    from job_attempts a
    join jobs j on j.id = a.job_id
    join workers w on w.id = a.worker_id
    cross join lateral (select
      extract(epoch from now() - a.started_at)::float8 as running,
      extract(epoch from now() - greatest(j.moved_at, a.started_at))::float8 as still) t
    cross join lateral (
      select json_agg(l.error->>'code') as codes from alerts l
      where l.kind = 'JOB_STALLED' and l.condition = 'FIRED' and l.job_id = j.id) told
    where a.ended_at is null and w.lost_at is null
      and w.heartbeat_at > now() - make_interval(secs => ${silence})
      and (t.still > ${NEVER_TOLD_BEFORE.still} or t.running > ${NEVER_TOLD_BEFORE.running} or told.codes is not null)
    order by j.id`);
  return rows.map(({ jobId, attempt, movedAt, told, ...course }) => ({ jobId, attempt, movedAt, told, course }));
}

/** A job may have waited between its attempts: what it needs is what the one that succeeded took. */
const isItsSuccess = sql`r.job_id = p.id and r.outcome = 'COMPLETED'`;
/** Backups of one type are compared: a full one takes longer than those between. */
const isSuch = sql`p.operation = j.operation and p.backup_type is not distinct from j.backup_type`;
const took = sql`extract(epoch from r.ended_at - r.started_at)::float8`;

type Row = Course & {
  readonly jobId: string;
  readonly attempt: number;
  readonly movedAt: string | null;
  readonly told: string[];
} & Record<string, unknown>;
