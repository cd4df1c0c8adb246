import { createHash } from 'node:crypto';
import { and, asc, eq, gt, min, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import type { Protection } from '../domain/policy.ts';
import {
  changeOf,
  shrunkRules,
  type ImpactPoint,
  type ImpactPoints,
  type PointsImpact,
} from '../domain/policy-impact.ts';
import {
  explain,
  judgeRetention,
  retentionSchema,
  type Retention,
  type RetentionRule,
  type Verdict,
} from '../domain/retention.ts';
import { spellingOf } from '../domain/schedule-zone.ts';
import { protectedItems, vaults, type policies } from '../schema/index.ts';
import { IS_RETAINED, pointsOfItems, zoneOf, type RetentionRules, type StoredPoint } from './retained-points.ts';

const FIRST = 100;
const ITEMS_AT_ONCE = 200;
/** So that neither the memory this takes nor the time between two statements grows with what the items have kept. */
const POINTS_AT_ONCE = 2_000;

export interface Edit {
  readonly policy: typeof policies.$inferSelect;
  readonly edited: Protection;
  /** By what moment it is judged; points that were committed later do not count. */
  readonly asOf: Date;
}

/**
 * What an edit of a policy does to the points of the items that retention is applied to. It looks at every one of them, some thousands
 * at a time.
 */
export async function findImpactOnPoints(db: Database | Transaction, edit: Edit): Promise<PointsImpact> {
  const { policy, edited, asOf } = edit;
  const rules = { before: readable(policy), after: readable(edited), now: asOf };
  const lists = { GONE: new PointList(), SOONER: new PointList(), BACK: new PointList() };
  let items = 0;
  for await (const some of itemsUnder(db, policy.id)) {
    items += some.length;
    const points = await pointsOfItems(
      db,
      some.map(({ id }) => id),
    );
    for (const item of some) {
      const known = (points.get(item.id) ?? []).filter(({ committedAt }) => committedAt <= asOf);
      compare({ item, points: known, ...rules }, lists);
    }
  }
  const goes = lists.GONE.count + lists.SOONER.count > 0;
  return {
    fingerprint: `${asOf.toISOString()} ${fingerprint({
      version: policy.version,
      edited: { retention: edited.retention, schedule: edited.schedule },
      points: Object.values(lists).map((list) => list.hash()),
    })}`,
    items,
    gone: lists.GONE.toImpact(),
    sooner: lists.SOONER.toImpact(),
    back: lists.BACK.toImpact(),
    comesBackForDays: goes ? await leastSoftDeleteDays(db, policy.id) : null,
  };
}

/** Null where this version or this machine cannot read them: then nothing goes by them. */
function readable({ retention, schedule }: { retention: Retention; schedule: Protection['schedule'] }) {
  const read = retentionSchema.safeParse(retention);
  const timeZone = zoneOf(schedule);
  return read.success && spellingOf(timeZone) !== null ? { retention: read.data, timeZone } : null;
}

/** A hash and the sums of all, names of the newest. */
class PointList {
  count = 0;
  #storedBytes = 0;
  #first: ImpactPoint[] = [];
  readonly #hash = createHash('sha256');

  add(point: ImpactPoint): void {
    this.count += 1;
    this.#storedBytes += point.storedBytes;
    this.#hash.update(`${point.id} `);
    this.#first.push(point);
    if (this.#first.length >= 2 * FIRST) this.#first = newest(this.#first);
  }

  /** Items and their points come in one order. */
  hash(): string {
    return this.#hash.copy().digest('hex');
  }

  toImpact(): ImpactPoints {
    return { count: this.count, storedBytes: this.#storedBytes, first: newest(this.#first) };
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
  readonly after: RetentionRules | null;
  readonly now: Date;
}

function compare(
  { item, points, before, after, now }: Compared,
  lists: Readonly<Record<'GONE' | 'SOONER' | 'BACK', PointList>>,
): void {
  if (!after) return;
  const was = before && judgeRetention(points, before.retention, { now, timeZone: before.timeZone });
  const is = judgeRetention(points, after.retention, { now, timeZone: after.timeZone });
  const shrunk = before ? shrunkRules(before.retention, after.retention) : new Set<RetentionRule>();
  for (const [index, point] of points.entries()) {
    const verdict = is[index];
    if (!verdict) throw new Error(`${point.id} has no verdict`);
    const change = changeOf({ before: was?.[index] ?? null, after: verdict, isDeleted: point.isDeleted, shrunk });
    if (change !== 'NONE') lists[change].add(describe(item, point, { change, verdict, now }));
  }
}

function describe(
  { name: itemName }: Item,
  { id, itemId, takenAt, storedBytes }: StoredPoint,
  { change, verdict, now }: { change: string; verdict: Verdict; now: Date },
): ImpactPoint {
  const goesAt = change === 'GONE' ? now : change === 'SOONER' ? verdict.until : null;
  return { id, itemId, itemName, takenAt, storedBytes, goesAt, text: verdict.goes?.text ?? explain(verdict) };
}

/** The items under a policy that retention is applied to, as few at a time as keeps what is read of them small. */
async function* itemsUnder(db: Database | Transaction, policyId: string): AsyncGenerator<Item[]> {
  let last = '';
  for (;;) {
    const rows = await db
      .select({
        id: protectedItems.id,
        name: protectedItems.name,
        points: sql<number>`(
          select count(*)::int from recovery_points point where point.item_id = protected_items.id and removed_at is null)`,
      })
      .from(protectedItems)
      .where(and(eq(protectedItems.policyId, policyId), IS_RETAINED, gt(protectedItems.id, last)))
      .orderBy(asc(protectedItems.id))
      .limit(ITEMS_AT_ONCE);
    if (rows.length === 0) return;
    let points = 0;
    const some = rows.filter((row, index) => {
      points += row.points;
      return index === 0 || points <= POINTS_AT_ONCE;
    });
    yield some;
    last = some.at(-1)?.id ?? last;
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
