import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../client.ts';
import type { Objective } from '../domain/objective.ts';
import { PAST_DAYS, sumObjective, type ObjectivesFigures, type SummedItem } from '../domain/objective-summary.ts';
import type { SourceKind } from '../sources/index.ts';
import { findStandings, type Standing } from './objectives.ts';
import { SCHEDULE_NOW } from './schedule-now.ts';

/** Which items are summed up: all that fit every part that is given. */
export interface ItemChoice {
  readonly vaultId?: string | undefined;
  readonly kinds?: readonly SourceKind[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** What is known of an item for a sum of objectives. */
export interface EstateItem extends Pick<Standing, 'itemId' | 'vaultId' | 'kind' | 'tags'> {
  readonly summed: Readonly<Record<Objective, SummedItem>>;
}

/** A condition on `item`. */
export function isChosen({ vaultId, kinds, tags }: ItemChoice): SQL {
  const parts = [
    sql`true`,
    ...(vaultId === undefined ? [] : [sql`item.vault_id = ${vaultId}`]),
    ...(kinds === undefined
      ? []
      : [sql`item.kind::text in (select json_array_elements_text(${JSON.stringify(kinds)}::text::json))`]),
    ...(tags === undefined ? [] : [sql`item.tags @> ${JSON.stringify(tags)}::text::jsonb`]),
  ];
  return sql.join(parts, sql` and `);
}

/** How the chosen items stand with their objectives now, and how they did over the past days: two statements for all of them. */
export async function estateObjectives(db: Database, choice: ItemChoice): Promise<EstateItem[]> {
  const which = isChosen(choice);
  const standings = await findStandings(db, which);
  const past = await pastBreaches(db, which);
  return standings.map((item) => {
    const { itemId, vaultId, kind, tags, rpo, rto } = item;
    const sinceProtected = (rpo.now.getTime() - rpo.protectedAt.getTime()) / 1000;
    const observedSeconds = Math.max(0, Math.min(sinceProtected, PAST_DAYS * 86_400));
    const summed = (objective: Objective, state: SummedItem['state']): SummedItem => {
      const { seconds, breaches } = past.get(`${itemId}/${objective}`) ?? { seconds: 0, breaches: 0 };
      return { state, observedSeconds, breachedSeconds: Math.min(seconds, observedSeconds), breaches };
    };
    return { itemId, vaultId, kind, tags, summed: { RPO: summed('RPO', rpo.state), RTO: summed('RTO', rto.state) } };
  });
}

/** Of these items together. */
export function figuresOf(items: readonly EstateItem[]): ObjectivesFigures {
  return {
    RPO: sumObjective(items.map(({ summed }) => summed.RPO)),
    RTO: sumObjective(items.map(({ summed }) => summed.RTO)),
  };
}

interface Past extends Record<string, unknown> {
  readonly itemId: string;
  readonly objective: Objective;
  readonly seconds: number;
  readonly breaches: number;
}

/** What of each item's breaches lies within the past days and since it is protected, by `itemId/objective`. */
async function pastBreaches(db: Database, which: SQL): Promise<Map<string, Past>> {
  const from = sql`greatest(${SCHEDULE_NOW} - make_interval(days => ${PAST_DAYS}), item.protected_at)`;
  const rows = await db.execute<Past>(sql`
    select item.id as "itemId", breach.objective, count(*)::int as breaches,
      sum(extract(epoch from least(breach.ended_at, ${SCHEDULE_NOW}) - greatest(breach.breached_at, ${from})))::float8 as seconds
    from objective_breaches breach
    join protected_items item on item.id = breach.item_id
    where ${which} and breach.breached_at < ${SCHEDULE_NOW} and coalesce(breach.ended_at, 'infinity') > ${from}
    group by item.id, breach.objective`);
  return new Map(rows.map((row) => [`${row.itemId}/${row.objective}`, row]));
}

/** Items by what they have in common, in the order of that; those without it are left out. */
export function groupItems<K extends string>(
  items: readonly EstateItem[],
  by: (item: EstateItem) => K | undefined,
): Map<K, EstateItem[]> {
  const groups = new Map<K, EstateItem[]>();
  for (const item of items) {
    const key = by(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
