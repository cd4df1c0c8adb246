import type { Database, Transaction } from '../client.ts';
import { judgeRetention, type Verdict } from '../domain/retention.ts';
import { spellingOf } from '../domain/schedule-zone.ts';
import { pointsOfItems, rulesOfItems } from './retained-points.ts';
import { scheduleNow } from './schedule-now.ts';

/**
 * What retention does with the points of these items now, by the store's clock: those that are available, and those that it
 * deleted softly and would bring back. Left out is an item that retention is not applied to, and one whose
 * policy holds rules that this version cannot read, or a time zone that this machine does not know.
 */
export async function judgeItems(
  db: Database | Transaction,
  itemIds: readonly string[],
): Promise<Map<string, Verdict[]>> {
  if (itemIds.length === 0) return new Map();
  const now = await scheduleNow(db);
  const rules = await rulesOfItems(db, itemIds);
  const points = await pointsOfItems(db, itemIds);
  return new Map(
    [...rules].flatMap(([itemId, { retention, timeZone }]) => {
      if (spellingOf(timeZone) === null) return [];
      return [[itemId, judgeRetention(points.get(itemId) ?? [], retention, { now, timeZone })] as const];
    }),
  );
}
