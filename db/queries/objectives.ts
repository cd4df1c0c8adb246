import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Transaction } from '../client.ts';
import { effectiveObjective } from '../domain/objective.ts';
import { PROTECTION_STATES } from '../domain/protected-item.ts';
import { judgeRpo, type RpoFacts, type RpoJudgement } from '../domain/rpo.ts';
import { judgeRto, RTO_PROOFS, type RtoFacts, type RtoJudgement } from '../domain/rto.ts';
import { SOURCE_KINDS } from '../sources/index.ts';
import { OPEN_STATUSES } from '../domain/job.ts';
import { IS_GOOD } from './good-points.ts';
import { SCHEDULE_NOW } from './schedule-now.ts';

/**
 * Points whose commit is not of the future. A clock that was put back leaves some that are: when they were captured is not known, so they do not count.
 * Less than this is how far a clock is corrected while it runs.
 */
export const IS_BELIEVED = sql`recovery_points.committed_at <= ${SCHEDULE_NOW} + interval '5 minutes'`;

/** No point was captured after it was committed: a source's clock that is ahead must not hide a breach. */
export const CAPTURED_AT = sql`least(recovery_points.taken_at, recovery_points.committed_at)`;

/**
 * Joins the newest good point of `item` as `newest (id, captured_at)`. By the index of good points: the one with the latest time of its own, then
 * those few that may have been captured later though they say an earlier time.
 */
export const WITH_NEWEST_GOOD = sql`
  left join lateral (
    select ${CAPTURED_AT} as at from recovery_points
    where item_id = item.id and ${IS_GOOD} and ${IS_BELIEVED} order by taken_at desc limit 1
  ) latest on true
  left join lateral (
    select id, ${CAPTURED_AT} as captured_at from recovery_points
    where item_id = item.id and ${IS_GOOD} and ${IS_BELIEVED} and taken_at >= latest.at
    order by captured_at desc, id desc limit 1
  ) newest on true`;

/** The same of what ended: else one restore under a clock that was ahead would hide all later ones until that time comes. */
const HAS_ENDED = sql`ended_at <= greatest(now(), ${SCHEDULE_NOW}) + interval '5 minutes'`;

/** Joins the last passed drill or full restore of `item` as `achieved (by, at, seconds, job_id)`, where it has an objective or all are asked for. */
export const WITH_ACHIEVED = sql`
  left join lateral (
    select * from (
      (select 'DRILL' as by, ended_at as at, (coalesce(fetch_ms, 0) + restore_ms) / 1000.0 as seconds, job_id from drills
        where item_id = item.id and outcome = 'PASSED' and restore_ms is not null and ${HAS_ENDED} order by ended_at desc limit 1)
      union all
      (select 'RESTORE', ended_at, (result ->> 'durationMs')::float8 / 1000, id from jobs
        where item_id = item.id and operation = 'RESTORE' and status in ('COMPLETED', 'COMPLETED_WITH_WARNINGS')
          and plan -> 'selection' ->> 'kind' = 'ALL' and result ->> 'durationMs' is not null and ${HAS_ENDED}
        order by ended_at desc limit 1)
    ) proofs order by at desc limit 1
  ) achieved on true`;

/** How many of the last good points say what a backup usually takes. */
const POINTS_COMPARED = 3;

const instant = z.string().transform((text) => new Date(text));

const shape = z.object({
  now: instant,
  itemId: z.string(),
  name: z.string(),
  kind: z.enum(SOURCE_KINDS),
  vaultId: z.string(),
  tags: z.record(z.string(), z.string()),
  state: z.enum(PROTECTION_STATES),
  rpoOwn: z.number().nullable(),
  rpoOfPolicy: z.number().nullable(),
  rtoOwn: z.number().nullable(),
  rtoOfPolicy: z.number().nullable(),
  rpoBreachedSince: instant.nullable(),
  rtoBreachedSince: instant.nullable(),
  protectedAt: instant,
  pointId: z.string().nullable(),
  capturedAt: instant.nullable(),
  nextRunAt: instant.nullable(),
  hasOpenBackup: z.boolean(),
  backupStartedAt: instant.nullable(),
  usualSeconds: z.number(),
  provenBy: z.enum(RTO_PROOFS).nullable(),
  provenAt: instant.nullable(),
  provenSeconds: z.number().nullable(),
  provenJobId: z.string().nullable(),
});

/** How an item stands with both of its objectives, and by what. */
export interface Standing {
  readonly itemId: string;
  readonly name: string;
  readonly kind: (typeof SOURCE_KINDS)[number];
  readonly vaultId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The newest good point; null for none. */
  readonly pointId: string | null;
  readonly rpo: RpoFacts & RpoJudgement;
  readonly rto: RtoFacts & RtoJudgement;
}

/**
 * A condition on `item`: it is one of these. As an array and not `in (select …)`: the planner would make that a join, put it last, and ask for the
 * points of every item there is.
 */
export function isOneOf(itemIds: readonly string[]): SQL {
  return sql`item.id = any(array(select json_array_elements_text(${JSON.stringify(itemIds)}::text::json)))`;
}

/**
 * How items stand with their objectives now, by the clock of schedules: one statement for all of them, judged by `judgeRpo` and `judgeRto`.
 * @param which a condition on `item`
 */
export async function findStandings(db: Database | Transaction, which: SQL): Promise<Standing[]> {
  const open = sql.raw(OPEN_STATUSES.map((status) => `'${status}'`).join(', '));
  const rows = await db.execute(sql`
    select to_json(${SCHEDULE_NOW}) as now, item.id as "itemId", item.name, item.kind, item.vault_id as "vaultId", item.tags, item.state,
      item.rpo_seconds as "rpoOwn", policy.rpo_seconds as "rpoOfPolicy", item.rto_seconds as "rtoOwn", policy.rto_seconds as "rtoOfPolicy",
      to_json(rpo.breached_at) as "rpoBreachedSince", to_json(rto.breached_at) as "rtoBreachedSince",
      to_json(item.protected_at) as "protectedAt", newest.id as "pointId", to_json(newest.captured_at) as "capturedAt",
      to_json(next.run_at) as "nextRunAt", backup.id is not null as "hasOpenBackup", to_json(backup.started_at) as "backupStartedAt",
      coalesce(usual.seconds, 0) as "usualSeconds", achieved.by as "provenBy", to_json(achieved.at) as "provenAt",
      achieved.seconds::float8 as "provenSeconds", achieved.job_id as "provenJobId"
    from protected_items item
    join policies policy on policy.id = item.policy_id
    left join objective_breaches rpo on rpo.item_id = item.id and rpo.objective = 'RPO' and rpo.ended_at is null
    left join objective_breaches rto on rto.item_id = item.id and rto.objective = 'RTO' and rto.ended_at is null
    ${WITH_NEWEST_GOOD}
    left join lateral (select min(next_run_at) as run_at from item_schedules where item_id = item.id) next on true
    left join lateral (
      select id, started_at from jobs where exclusion_key in ('backup:' || item.id, 'log:' || item.id) and status in (${open})
      order by started_at limit 1
    ) backup on true
    left join lateral (
      select max(extract(epoch from made.ended_at - made.started_at))::float8 as seconds from (
        select job_id from recovery_points where item_id = item.id and ${IS_GOOD} order by taken_at desc limit ${POINTS_COMPARED}
      ) last join jobs made on made.id = last.job_id
    ) usual on true
    ${WITH_ACHIEVED}
    where ${which}
    order by item.id`);
  return z
    .array(shape)
    .parse([...rows])
    .map(standingOf);
}

function standingOf(row: z.output<typeof shape>): Standing {
  const isProtected = row.state === 'PROTECTED';
  const rpo: RpoFacts = {
    now: row.now,
    isProtected,
    objective: effectiveObjective(row.rpoOwn, row.rpoOfPolicy),
    protectedAt: row.protectedAt,
    capturedAt: row.capturedAt,
    nextRunAt: row.nextRunAt,
    openBackup: row.hasOpenBackup ? { startedAt: row.backupStartedAt } : null,
    usualSeconds: row.usualSeconds,
    breachedSince: row.rpoBreachedSince,
  };
  const rto: RtoFacts = {
    isProtected,
    objective: effectiveObjective(row.rtoOwn, row.rtoOfPolicy),
    achieved: achievedOf(row),
    breachedSince: row.rtoBreachedSince,
  };
  const { itemId, name, kind, vaultId, tags, pointId } = row;
  return {
    ...{ itemId, name, kind, vaultId, tags, pointId },
    rpo: { ...rpo, ...judgeRpo(rpo) },
    rto: { ...rto, ...judgeRto(rto) },
  };
}

function achievedOf({ provenBy, provenAt, provenSeconds, provenJobId }: z.output<typeof shape>): RtoFacts['achieved'] {
  if (provenBy === null || provenAt === null || provenSeconds === null || provenJobId === null) return null;
  return { by: provenBy, at: provenAt, seconds: provenSeconds, jobId: provenJobId };
}
