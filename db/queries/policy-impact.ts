import { and, asc, count, eq, gt, min, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import {
  impactFingerprint,
  type ImpactPoint,
  type MissedObjective,
  type PolicyImpact,
} from '../domain/policy-impact.ts';
import { explain, judgeRetention, retentionSchema, type Verdict } from '../domain/retention.ts';
import { cadenceOf, type Cadence } from '../domain/schedule-cadence.ts';
import { scheduleSchema, type Schedule } from '../domain/schedule.ts';
import type { Protection } from '../domain/policy.ts';
import { protectedItems, vaults, type policies } from '../schema/index.ts';
import { IS_RETAINED, pointsOfItems, zoneOf, type RetentionRules, type StoredPoint } from './retained-points.ts';
import { scheduleNow } from './schedule-now.ts';

const FIRST = 100;
const ITEMS_AT_ONCE = 100;

/**
 * What an edit of a policy would do to the points of its items and to their objectives, by the store's clock. It looks at every point
 * under the policy, some thousands at a time.
 */
export async function findPolicyImpact(
  db: Database | Transaction,
  policy: typeof policies.$inferSelect,
  edited: Protection,
): Promise<PolicyImpact> {
  const now = await scheduleNow(db);
  const lists = { gone: new PointList(), back: new PointList() };
  const present = retentionSchema.safeParse(policy.retention);
  // Where the present rules cannot be read nothing goes by them: all that the edit takes is told.
  const before = present.success ? { retention: present.data, timeZone: zoneOf(policy.schedule) } : null;
  const after = { retention: edited.retention, timeZone: zoneOf(edited.schedule) };
  let items = 0;
  for await (const some of itemsUnder(db, policy.id)) {
    items += some.length;
    const points = await pointsOfItems(
      db,
      some.map(({ id }) => id),
    );
    for (const item of some) compare({ item, points: points.get(item.id) ?? [], before, after, now }, lists);
  }
  const { gone, back } = lists;
  const cadence = {
    before: cadenceOf(readable(policy.schedule), now),
    after: cadenceOf(readable(edited.schedule), now),
  };
  return {
    fingerprint: impactFingerprint({
      version: policy.version,
      edited: { retention: edited.retention, schedule: edited.schedule },
      gone: gone.ids,
      back: back.ids,
    }),
    items,
    gone: gone.toImpact(),
    back: back.toImpact(),
    comesBackForDays: gone.ids.length === 0 ? null : await leastSoftDeleteDays(db, policy.id),
    ...cadence,
    missed: await missedObjectives(db, policy.id, cadence.after),
  };
}

function readable(schedule: Schedule | null): Schedule | null {
  const read = scheduleSchema.safeParse(schedule);
  return read.success ? read.data : null;
}

/** Ids and sums of all, names of the newest. */
class PointList {
  readonly ids: string[] = [];
  #storedBytes = 0;
  #first: ImpactPoint[] = [];

  add({ name: itemName }: Item, point: StoredPoint, verdict: Verdict): void {
    const { id, itemId, takenAt, storedBytes } = point;
    this.ids.push(id);
    this.#storedBytes += storedBytes;
    this.#first.push({ id, itemId, itemName, takenAt, storedBytes, text: verdict.goes?.text ?? explain(verdict) });
    if (this.#first.length >= 2 * FIRST) this.#first = newest(this.#first);
  }

  toImpact() {
    return { count: this.ids.length, storedBytes: this.#storedBytes, first: newest(this.#first) };
  }
}

function newest(points: readonly ImpactPoint[]): ImpactPoint[] {
  return points.toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime()).slice(0, FIRST);
}

interface Item {
  readonly id: string;
  readonly name: string;
}

interface Compared {
  readonly item: Item;
  readonly points: readonly StoredPoint[];
  readonly before: RetentionRules | null;
  readonly after: RetentionRules;
  readonly now: Date;
}

function compare(
  { item, points, before, after, now }: Compared,
  { gone, back }: { gone: PointList; back: PointList },
): void {
  const present = before && judgeRetention(points, before.retention, { now, timeZone: before.timeZone });
  const verdicts = judgeRetention(points, after.retention, { now, timeZone: after.timeZone });
  for (const [index, point] of points.entries()) {
    const verdict = verdicts[index];
    if (!verdict) throw new Error(`${point.id} has no verdict`);
    const goesAnyway = present?.[index]?.goes != null;
    if (verdict.goes && !goesAnyway) gone.add(item, point, verdict);
    if (!verdict.goes && point.isDeleted && goesAnyway) back.add(item, point, verdict);
  }
}

/** The protected items under a policy, as few at a time as keeps what is read of them small. */
async function* itemsUnder(db: Database | Transaction, policyId: string): AsyncGenerator<Item[]> {
  let last = '';
  for (;;) {
    const rows = await db
      .select({ id: protectedItems.id, name: protectedItems.name })
      .from(protectedItems)
      .where(and(eq(protectedItems.policyId, policyId), IS_RETAINED, gt(protectedItems.id, last)))
      .orderBy(asc(protectedItems.id))
      .limit(ITEMS_AT_ONCE);
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1)?.id ?? last;
  }
}

async function leastSoftDeleteDays(db: Database | Transaction, policyId: string): Promise<number | null> {
  const [row] = await db
    .select({ days: min(vaults.softDeleteDays) })
    .from(protectedItems)
    .innerJoin(vaults, eq(vaults.id, protectedItems.vaultId))
    .where(eq(protectedItems.policyId, policyId));
  return row?.days ?? null;
}

/** What an item may lose is the longest time between two backups; without any, everything. */
async function missedObjectives(
  db: Database | Transaction,
  policyId: string,
  { longestGapMs }: Cadence,
): Promise<PolicyImpact['missed']> {
  const longestGapSeconds = longestGapMs === null ? null : longestGapMs / 1000;
  const misses = and(
    eq(protectedItems.policyId, policyId),
    eq(protectedItems.state, 'PROTECTED'),
    longestGapSeconds === null
      ? sql`${protectedItems.rpoSeconds} is not null`
      : sql`${protectedItems.rpoSeconds} < ${longestGapSeconds}`,
  );
  const [total] = await db.select({ count: count() }).from(protectedItems).where(misses);
  const rows = await db
    .select({ itemId: protectedItems.id, itemName: protectedItems.name, rpoSeconds: protectedItems.rpoSeconds })
    .from(protectedItems)
    .where(misses)
    .orderBy(asc(protectedItems.rpoSeconds), asc(protectedItems.name))
    .limit(FIRST);
  const first = rows.flatMap(({ rpoSeconds, ...item }): MissedObjective[] =>
    rpoSeconds === null ? [] : [{ ...item, rpoSeconds, longestGapSeconds }],
  );
  return { count: total?.count ?? 0, first };
}
