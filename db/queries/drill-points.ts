import { and, asc, desc, eq, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import type { DrillChoice } from '../domain/drill.ts';
import { drills, recoveryPoints } from '../schema/index.ts';
import { IS_GOOD } from './good-points.ts';

/** The good point of an item that a choice comes to, by its id; undefined where it has none. The same seed draws the same one. */
export async function choosePoint(
  tx: Transaction,
  { itemId, choice, seed }: { itemId: string; choice: DrillChoice; seed: string },
): Promise<string | undefined> {
  const order: Record<DrillChoice, SQL> = {
    NEWEST: desc(recoveryPoints.takenAt),
    OLDEST: asc(recoveryPoints.takenAt),
    RANDOM: sql`md5(${recoveryPoints.id} || ${seed})`,
  };
  const [point] = await tx
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .where(and(eq(recoveryPoints.itemId, itemId), IS_GOOD))
    .orderBy(order[choice])
    .limit(1);
  return point?.id;
}

/** Whether the item ever had a recovery point. */
export async function everHadPoint(tx: Transaction, itemId: string): Promise<boolean> {
  const [point] = await tx
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .where(eq(recoveryPoints.itemId, itemId))
    .limit(1);
  return point !== undefined;
}

/** What the item's last drill restored; null where there was none. */
export async function lastChoice(tx: Transaction, itemId: string): Promise<DrillChoice | null> {
  const [drill] = await tx
    .select({ choice: drills.choice })
    .from(drills)
    .where(eq(drills.itemId, itemId))
    .orderBy(desc(drills.id))
    .limit(1);
  return drill?.choice ?? null;
}
