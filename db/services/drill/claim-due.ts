import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { readDrillRule, type KeptDrillRule } from '../../domain/drill.ts';
import { mayBeginAt, mayBeginUntil, nextChoice, nextDrillAt } from '../../domain/drill-times.ts';
import { ConflictError } from '../../domain/errors.ts';
import { OPEN_STATUSES } from '../../domain/job.ts';
import { readPause } from '../../domain/site.ts';
import { everHadPoint, lastChoice } from '../../queries/drill-points.ts';
import { isAmong } from '../../queries/is-among.ts';
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
 * it at once, and one at a time does. Those that no drill has tried yet come first, then those tried longest ago, so that what fails every day
 * keeps nobody from its turn; a site is given no more than it may run at once and nothing in a pause, so that none waits beyond its window; one
 * that is due outside its windows is put off to the next. An item that has no good point any more gets the record of a drill that was not
 * possible, and comes again after a day, as one does that never had any.
 */
export async function claimDueDrills(services: Services, atMost: number): Promise<DrillClaim> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'drills' } };
  return services.db.transaction(async (tx) => {
    if (!(await isOnlyOne(tx))) return { due: 0, troubles: [] };
    const now = await scheduleNow(tx);
    const places = await freePlaces(tx, now);
    const due = await lockDue(tx, { siteIds: [...places.keys()], atMost });
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
async function lockDue(
  tx: Transaction,
  { siteIds, atMost }: { siteIds: readonly string[]; atMost: number },
): Promise<DueRow[]> {
  const rows = await tx
    .select({ item: protectedItems, drill: policies.drill, schedule: policies.schedule })
    .from(protectedItems)
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .where(
      and(
        lte(protectedItems.nextDrillAt, SCHEDULE_NOW),
        eq(protectedItems.state, 'PROTECTED'),
        isAmong(protectedItems.siteId, siteIds),
      ),
    )
    .orderBy(
      sql`greatest(${protectedItems.lastProvenAt}, ${LAST_TRIED}) asc nulls first`,
      asc(protectedItems.nextDrillAt),
    )
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
const LAST_TRIED = sql`(select max(drills.ended_at) from drills where drills.item_id = ${protectedItems.id})`;

/** Two that looked at once would both give away the same place. */
async function isOnlyOne(tx: Transaction): Promise<boolean> {
  const [got] = await tx.execute<{ got: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended('claim drills', 0)) as got`,
  );
  return got?.got === true;
}

/** Of the sites that have any and are not paused: what is queued in a pause would begin at its end, whichever the windows. */
async function freePlaces(tx: Transaction, now: Date): Promise<Map<string, number>> {
  const rows = await tx.execute<{ id: string; free: number; pauses: unknown }>(sql`
    select s.id, s.pauses, s.max_drills - (
      select count(*)::int from jobs j where j.site_id = s.id and j.operation = 'DRILL' and j.status in (${OPEN})) as free
    from sites s`);
  const open = rows.filter(({ free, pauses }) => free > 0 && (pauses === null || readPause(pauses, now) === null));
  return new Map(open.map(({ id, free }) => [id, free]));
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
  if (drill.recoveryPointId === null) {
    await putOff(tx, item.id, new Date(now.getTime() + DAY_MS));
    if (await everHadPoint(tx, item.id)) await recordImpossible(ctx, tx, { item, drill });
    return false;
  }
  await putOff(tx, item.id, nextDrillAt(rule, item.id, now));
  const beginBy = mayBeginUntil(rule, timeZone, now)?.toISOString();
  return queueOrLeave(ctx, tx, { item, drill: { ...drill, ...(beginBy !== undefined && { beginBy }) } });
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
