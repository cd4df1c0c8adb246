import { and, desc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import type { BackupType } from '../domain/recovery-point.ts';
import { POINTS_COMPARED, type JudgedPoint } from '../domain/unusual-change.ts';
import { recoveryPoints } from '../schema/index.ts';
import { IS_GOOD } from './good-points.ts';
import { isAmong } from './is-among.ts';

/**
 * Of points that are unlike those before them, which nobody has dismissed. One that a person deleted is settled with that, and
 * what was held against it with the next point that stays (`passSuspicionsOn`); what retention deleted or removed is not settled.
 */
export function isSuspect(point: Pick<typeof recoveryPoints, 'suspicion' | 'suspicionDismissedAt' | 'deletion'>): SQL {
  const { suspicion, suspicionDismissedAt, deletion } = point;
  return sql`(${suspicion} is not null and ${suspicionDismissedAt} is null and ${deletion} ->> 'by' is distinct from 'PERSON')`;
}

export const IS_SUSPECT = isSuspect(recoveryPoints);

/**
 * Since when something is held against the points of items: the time of each one's oldest suspect point; items without are left out. What
 * comes after a suspect point looks ordinary beside it, and may hold the same harm: nothing but a dismissal clears it.
 */
export async function suspectSince(
  db: Database | Transaction,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .select({
      itemId: recoveryPoints.itemId,
      since: sql`min(${recoveryPoints.takenAt})`.mapWith(recoveryPoints.takenAt),
    })
    .from(recoveryPoints)
    .where(and(isAmong(recoveryPoints.itemId, itemIds), IS_SUSPECT))
    .groupBy(recoveryPoints.itemId);
  return new Map(rows.map(({ itemId, since }) => [itemId, since]));
}

export interface ComparedPoint extends JudgedPoint {
  readonly id: string;
  readonly takenAt: Date;
}

/** What a new point of an item is compared with; see `judgeChange`. */
export async function pointsBefore(
  db: Database | Transaction,
  { itemId, type, takenAt }: { itemId: string; type: BackupType; takenAt: Date },
): Promise<{ usual: ComparedPoint[]; standing: ComparedPoint | null }> {
  const since = (await suspectSince(db, [itemId])).get(itemId);
  const { id, sizeBytes, storedBytes, files, warningCount, figures, takenAt: at } = recoveryPoints;
  const newestFirst = (limit: number, ...which: Parameters<typeof and>) =>
    db
      .select({ id, takenAt: at, sizeBytes, storedBytes, files, warningCount, figures })
      .from(recoveryPoints)
      .where(and(eq(recoveryPoints.itemId, itemId), eq(recoveryPoints.type, type), lt(at, takenAt), ...which))
      .orderBy(desc(at), desc(id))
      .limit(limit);
  const usual = await newestFirst(POINTS_COMPARED, IS_GOOD, since && lt(at, since));
  const [standing = null] = since ? await newestFirst(1, gte(at, since)) : [];
  return { usual: usual.toReversed(), standing };
}

/** The newest suspect points of items, by item. */
export async function newestSuspects(db: Database | Transaction, itemIds: readonly string[]) {
  const { id, itemId, jobId, takenAt, suspicion } = recoveryPoints;
  const rows = await db
    .selectDistinctOn([itemId], { id, itemId, jobId, takenAt, suspicion })
    .from(recoveryPoints)
    .where(and(isAmong(itemId, itemIds), IS_SUSPECT))
    .orderBy(itemId, desc(takenAt), desc(id));
  return new Map(rows.map((row) => [row.itemId, row]));
}

/** The last good point of an item, of any type, before this time and before all that something is held against. */
export async function lastUnsuspected(
  db: Database | Transaction,
  of: string,
  before: Date,
): Promise<{ id: string; takenAt: Date } | undefined> {
  const { id, itemId, takenAt } = recoveryPoints;
  const since = (await suspectSince(db, [of])).get(of);
  const [last] = await db
    .select({ id, takenAt })
    .from(recoveryPoints)
    .where(and(eq(itemId, of), IS_GOOD, lt(takenAt, before), since && lt(takenAt, since)))
    .orderBy(desc(takenAt), desc(id))
    .limit(1);
  return last;
}
