import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { readDrillRule, type KeptDrillRule } from '../../domain/drill.ts';
import { mayBeginAt, nextChoice, nextDrillAt } from '../../domain/drill-times.ts';
import { ConflictError } from '../../domain/errors.ts';
import { OPEN_STATUSES } from '../../domain/job.ts';
import { everHadPoint, lastChoice } from '../../queries/drill-points.ts';
import { SCHEDULE_NOW, scheduleNow } from '../../queries/schedule-now.ts';
import { policies, protectedItems } from '../../schema/index.ts';
import type { Context, Services } from '../context.ts';
import { planDrill, queueDrill, type DrilledItem } from './queue.ts';
import { recordImpossible } from './record-impossible.ts';

/** What a claim came to. */
export interface DrillClaim {
  /** Items that were due at sites with a free place, whatever became of their drills. */
  readonly due: number;
  /** Why drills of some could not be queued; these come again in an hour. */
  readonly troubles: readonly unknown[];
}

/**
 * Queues the drills that are due, at most so many, in one transaction with the plan of the next ones (law 4). Any number of workers may call
 * it at once. Those never proven come first, then those proven longest ago; a site is given no more than it may run at once, so that
 * none waits beyond its window; one that is due outside its windows is put off to the next. An item that has no good point any more gets the
 * record of a drill that was not possible, and one that never had any is looked at again a day later.
 */
export async function claimDueDrills(services: Services, atMost: number): Promise<DrillClaim> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'drills' } };
  return services.db.transaction(async (tx) => {
    const now = await scheduleNow(tx);
    const due = await lockDue(tx, atMost);
    const places = await freePlaces(tx);
    const troubles: unknown[] = [];
    for (const row of due) {
      const free = places.get(row.item.siteId) ?? 0;
      if (free <= 0) continue;
      try {
        const queued = await tx.transaction((inner) => settle(ctx, inner, { row, now }));
        if (queued) places.set(row.item.siteId, free - 1);
      } catch (error) {
        troubles.push(error);
        await putOff(tx, row.item.id, new Date(now.getTime() + HOUR_MS));
      }
    }
    return { due: due.length, troubles };
  });
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface DueRow {
  readonly item: DrilledItem;
  readonly rule: KeptDrillRule | null;
  readonly timeZone: string;
}

/** Those of sites whose places are all taken stay due, and hide no others. */
async function lockDue(tx: Transaction, atMost: number): Promise<DueRow[]> {
  const rows = await tx
    .select({ item: protectedItems, drill: policies.drill, schedule: policies.schedule })
    .from(protectedItems)
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .where(
      and(
        lte(protectedItems.nextDrillAt, SCHEDULE_NOW),
        eq(protectedItems.state, 'PROTECTED'),
        sql`${protectedItems.siteId} in (${SITES_WITH_PLACES})`,
      ),
    )
    .orderBy(sql`${protectedItems.lastProvenAt} asc nulls first`, asc(protectedItems.nextDrillAt))
    .limit(atMost)
    // What else is done with the item meanwhile must not have to wait for it.
    .for('no key update', { of: protectedItems, skipLocked: true });
  return rows.map(({ item, drill, schedule }) => ({
    item,
    rule: readDrillRule(drill),
    timeZone: schedule?.timeZone ?? 'UTC',
  }));
}

const OPEN = sql.join(
  OPEN_STATUSES.map((status) => sql`${status}`),
  sql`, `,
);
const PLACES = sql`
  select s.id, s.max_drills - (
    select count(*)::int from jobs j where j.site_id = s.id and j.operation = 'DRILL' and j.status in (${OPEN})) as free
  from sites s`;
const SITES_WITH_PLACES = sql`select place.id from (${PLACES}) place where place.free > 0`;

async function freePlaces(tx: Transaction): Promise<Map<string, number>> {
  const rows = await tx.execute<{ id: string; free: number }>(PLACES);
  return new Map(rows.map(({ id, free }) => [id, free]));
}

/** @returns whether a job was made that takes a place */
async function settle(ctx: Context, tx: Transaction, { row, now }: { row: DueRow; now: Date }): Promise<boolean> {
  const { item, rule, timeZone } = row;
  if (!rule) {
    await putOff(tx, item.id, null);
    return false;
  }
  const begins = mayBeginAt(rule, timeZone, now);
  if (begins > now) {
    await putOff(tx, item.id, begins);
    return false;
  }
  const choice = nextChoice(rule.choices, await lastChoice(tx, item.id));
  const drill = await planDrill(tx, { item, choice });
  const next = nextDrillAt(rule, item.id, now);
  if (drill.recoveryPointId === null) {
    const had = await everHadPoint(tx, item.id);
    if (had) await recordImpossible(ctx, tx, { item, drill });
    await putOff(tx, item.id, had ? next : new Date(now.getTime() + DAY_MS));
    return false;
  }
  await putOff(tx, item.id, next);
  return queueOrLeave(ctx, tx, { item, drill });
}

/** A drill that somebody asked for is one too. */
async function queueOrLeave(ctx: Context, tx: Transaction, wish: Parameters<typeof queueDrill>[2]): Promise<boolean> {
  try {
    await queueDrill(ctx, tx, wish);
    return true;
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'JOB_RUNNING') return false;
    throw error;
  }
}

async function putOff(tx: Transaction, itemId: string, at: Date | null): Promise<void> {
  await tx.update(protectedItems).set({ nextDrillAt: at }).where(eq(protectedItems.id, itemId));
}
