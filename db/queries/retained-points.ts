import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import type { Tier } from '../domain/recovery-point.ts';
import { retentionSchema, type RetainedPoint, type Retention } from '../domain/retention.ts';
import { suspectSince } from './suspicions.ts';
import { policies, protectedItems, recoveryPoints } from '../schema/index.ts';

/** A point as retention judges it. */
export interface StoredPoint extends RetainedPoint {
  readonly itemId: string;
  /** Deleted softly by retention: one that is to stay again comes back. */
  readonly isDeleted: boolean;
  readonly committedAt: Date;
  readonly storedBytes: number;
}

/** What a policy says of points: its rules, and the zone of its schedule, whose days it counts. */
export interface RetentionRules {
  readonly retention: Retention;
  readonly timeZone: string;
}

/** The zone that the days of a policy are of. */
export function zoneOf(schedule: { readonly timeZone: string } | null): string {
  return schedule?.timeZone ?? 'UTC';
}

/** Of items that retention is applied to: those that are protected, and stopped ones that their policy still counts for. */
export const IS_RETAINED = sql`(protected_items.state = 'PROTECTED' or protected_items.after_stop = 'RETAIN_BY_POLICY')`;

/** The rules that items are under; left out is an item that retention is not applied to, and one whose policy
 * holds rules that this version cannot read. */
export async function rulesOfItems(
  db: Database | Transaction,
  itemIds: readonly string[],
): Promise<Map<string, RetentionRules>> {
  const rows = await db
    .select({
      itemId: protectedItems.id,
      retention: policies.retention,
      timeZone: sql<string>`coalesce(${policies.schedule} ->> 'timeZone', 'UTC')`,
    })
    .from(protectedItems)
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .where(and(inArray(protectedItems.id, [...itemIds]), IS_RETAINED));
  return new Map(
    rows.flatMap(({ itemId, retention, timeZone }) => {
      const read = retentionSchema.safeParse(retention);
      return read.success ? [[itemId, { retention: read.data, timeZone }] as const] : [];
    }),
  );
}

/** The points of items that are available, and those that retention deleted softly, by item, oldest first. */
export async function pointsOfItems(
  db: Database | Transaction,
  itemIds: readonly string[],
): Promise<Map<string, StoredPoint[]>> {
  const rows = await db
    .select({
      id: recoveryPoints.id,
      itemId: recoveryPoints.itemId,
      takenAt: recoveryPoints.takenAt,
      type: recoveryPoints.type,
      keepUntil: recoveryPoints.keepUntil,
      committedAt: recoveryPoints.committedAt,
      storedBytes: recoveryPoints.storedBytes,
      isGood: sql<boolean>`${recoveryPoints.damage} is null`,
      isDeleted: sql<boolean>`${recoveryPoints.state} = 'SOFT_DELETED'`,
      isHeld: sql<boolean>`exists (
        select from recovery_point_holds hold where hold.point_id = recovery_points.id and hold.released_at is null)`,
      tiers: sql<string>`(
        select coalesce(string_agg(stored.tier::text, ','), '') from recovery_point_tiers stored
        where stored.point_id = recovery_points.id)`,
    })
    .from(recoveryPoints)
    .where(and(inArray(recoveryPoints.itemId, [...itemIds]), isNull(recoveryPoints.removedAt), mayStay()))
    .orderBy(asc(recoveryPoints.takenAt), asc(recoveryPoints.id));
  const suspect = await suspectSince(db, itemIds);
  const points = rows.map(({ tiers, ...point }) => ({
    ...point,
    isSuspect: point.takenAt >= (suspect.get(point.itemId) ?? NEVER),
    needs: null,
    immutableUntil: null,
    tiers: tiersIn(tiers),
  }));
  return Map.groupBy(points, ({ itemId }) => itemId);
}

/** Later than any time. */
const NEVER = Infinity;

function mayStay() {
  return or(
    eq(recoveryPoints.state, 'AVAILABLE'),
    sql`${recoveryPoints.state} = 'SOFT_DELETED' and ${recoveryPoints.deletion} ->> 'by' = 'RETENTION'`,
  );
}

function tiersIn(joined: string): Tier[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the store's type takes no other words
  return joined.split(',').filter(Boolean) as Tier[];
}
