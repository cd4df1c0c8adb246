import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../client.ts';
import type { OpenBreach } from '../domain/breach.ts';
import { OBJECTIVES } from '../domain/objective.ts';
import { IS_GOOD } from './good-points.ts';
import { CAPTURED_AT, IS_BELIEVED, isOneOf, WITH_ACHIEVED, WITH_NEWEST_GOOD } from './objectives.ts';
import { SCHEDULE_NOW } from './schedule-now.ts';

/** The RPO in seconds that counts for `item` under `policy`. */
export const RPO = sql`coalesce(item.rpo_seconds, policy.rpo_seconds)`;
const RTO = sql`coalesce(item.rto_seconds, policy.rto_seconds)`;

/** Whether a good point of `item` keeps its RPO now: the same as `judgeRpo`, without reading more than one entry of the index. */
const IS_KEPT = sql`exists (
  select from recovery_points where item_id = item.id and ${IS_GOOD} and ${IS_BELIEVED}
    and taken_at > ${SCHEDULE_NOW} - make_interval(secs => ${RPO})
    and committed_at > ${SCHEDULE_NOW} - make_interval(secs => ${RPO}))`;
const HAS_GOOD = sql`exists (select from recovery_points where item_id = item.id and ${IS_GOOD} and ${IS_BELIEVED})`;
/** Whether `item` under `policy` breaches its RPO now: the same as `judgeRpo`; false where it has none. */
export const IS_RPO_BREACHED = sql`(item.state = 'PROTECTED' and ${RPO} is not null and not ${IS_KEPT}
  and (item.protected_at <= ${SCHEDULE_NOW} - make_interval(secs => ${RPO}) or ${HAS_GOOD}))`;
const IS_RTO_BREACHED = sql`(item.state = 'PROTECTED' and achieved.seconds > ${RTO})`;

/**
 * The items of which a breach is to begin or to end now, by id: those that stand otherwise than what is recorded of them. One statement
 * that reads an entry or two of an index for each item that has an objective.
 * @param which a condition on `item`
 */
export async function findChangedItems(tx: Transaction, which: SQL, atMost: number): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select item.id from protected_items item
    join policies policy on policy.id = item.policy_id
    left join objective_breaches rpo on rpo.item_id = item.id and rpo.objective = 'RPO' and rpo.ended_at is null
    where ${which} and (${RPO} is not null or rpo.seq is not null) and (rpo.seq is not null) is distinct from ${IS_RPO_BREACHED}
    union
    select item.id from protected_items item
    join policies policy on policy.id = item.policy_id
    left join objective_breaches rto on rto.item_id = item.id and rto.objective = 'RTO' and rto.ended_at is null
    ${WITH_ACHIEVED}
    where ${which} and (${RTO} is not null or rto.seq is not null)
      and (rto.seq is not null) is distinct from coalesce(${IS_RTO_BREACHED}, false)
    order by id limit ${atMost}`);
  return rows.map(({ id }) => id);
}

const instant = z
  .string()
  .transform((text) => new Date(text))
  .nullable();

const shape = z.object({
  itemId: z.string(),
  objective: z.enum(OBJECTIVES),
  breachedAt: instant,
  objectiveSeconds: z.number().nullable(),
  lastEndedAt: instant,
  keptUntil: instant,
  restoredAt: instant,
});

/** What is recorded of an item's objective, and what its points tell of when that changed. */
export interface RecordedBreach {
  readonly open: OpenBreach | null;
  readonly lastEndedAt: Date | null;
  readonly keptUntil: Date | null;
  readonly restoredAt: Date | null;
}

/** What is recorded of the objectives of these items, by `itemId/objective`. See `BreachFacts`. */
export async function findRecorded(tx: Transaction, itemIds: readonly string[]): Promise<Map<string, RecordedBreach>> {
  const isIts = sql`item_id = item.id and objective = asked.objective`;
  const rows = await tx.execute(sql`
    select item.id as "itemId", asked.objective, to_json(breach.breached_at) as "breachedAt", breach.objective_seconds as "objectiveSeconds",
      to_json(ended.at) as "lastEndedAt", to_json(kept.until) as "keptUntil", to_json(restored.at) as "restoredAt"
    from protected_items item
    join policies policy on policy.id = item.policy_id
    cross join unnest(enum_range(null::objective)) as asked(objective)
    left join objective_breaches breach on breach.item_id = item.id and breach.objective = asked.objective and breach.ended_at is null
    ${WITH_NEWEST_GOOD}
    left join lateral (select max(ended_at) as at from objective_breaches where ${isIts}) ended on true
    left join lateral (
      select max(least(${CAPTURED_AT} + make_interval(secs => ${RPO}), deleted_at, damaged_at)) as until from recovery_points
      where item_id = item.id and not ${IS_GOOD} and ${IS_BELIEVED} and taken_at > coalesce(newest.captured_at, '-infinity')
        and breach.seq is null and asked.objective = 'RPO'
    ) kept on true
    left join lateral (
      select min(committed_at) as at from recovery_points
      where item_id = item.id and ${IS_GOOD} and ${IS_BELIEVED} and committed_at >= breach.breached_at and asked.objective = 'RPO'
        and taken_at > breach.breached_at - make_interval(secs => ${RPO})
        and taken_at > committed_at - make_interval(secs => ${RPO})
    ) restored on true
    where ${isOneOf(itemIds)}`);
  return new Map(
    z
      .array(shape)
      .parse([...rows])
      .map(recordedOf),
  );
}

function recordedOf(row: z.output<typeof shape>): [string, RecordedBreach] {
  const { itemId, objective, breachedAt, objectiveSeconds, ...rest } = row;
  const open = breachedAt && objectiveSeconds !== null ? { breachedAt, objectiveSeconds } : null;
  return [recordKey(itemId, objective), { ...rest, open }];
}

export function recordKey(itemId: string, objective: (typeof OBJECTIVES)[number]): string {
  return `${itemId}/${objective}`;
}
