import { and, eq, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { itemSchedules } from '../../schema/index.ts';
import type { Row } from './due-rows.ts';

/** The plan of one rule of an item. */
export interface Planned {
  readonly row: Pick<Row, 'itemId' | 'ruleKey'>;
  readonly nextRunAt: Date | null;
  /** How late that run may be, in minutes. */
  readonly graceMinutes: number;
}

/** Writes when rules run next, in the caller's transaction. */
export async function writePlan(tx: Transaction, now: Date, plans: readonly Planned[]): Promise<void> {
  if (plans.length === 0) return;
  const values = plans.map(({ row, nextRunAt, graceMinutes }) => ({
    item_id: row.itemId,
    rule_key: row.ruleKey,
    next: nextRunAt,
    late: lateAfter(nextRunAt, graceMinutes),
  }));
  await tx.execute(sql`
    update ${itemSchedules} as planned
    set next_run_at = given.next, late_at = given.late, planned_at = ${now.toISOString()}, is_late_told = false
    from json_to_recordset(${JSON.stringify(values)}::text::json)
      as given(item_id text, rule_key text, next timestamptz, late timestamptz)
    where planned.item_id = given.item_id and planned.rule_key = given.rule_key`);
}

/** From when on a run is later than the grace. */
export function lateAfter(nextRunAt: Date | null, graceMinutes: number): Date | null {
  return nextRunAt && new Date(nextRunAt.getTime() + graceMinutes * 60_000);
}

/** Takes rules out of the plan; they are planned anew when protection goes on. */
export async function removePlans(tx: Transaction, rows: readonly Pick<Row, 'itemId' | 'ruleKey'>[]): Promise<void> {
  if (rows.length === 0) return;
  const isIt = rows.map((row) => and(eq(itemSchedules.itemId, row.itemId), eq(itemSchedules.ruleKey, row.ruleKey)));
  await tx.delete(itemSchedules).where(or(...isIt));
}
