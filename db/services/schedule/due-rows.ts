import { desc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { scheduleSchema, spreadOffset, type Schedule, type ScheduleRule } from '../../domain/schedule.ts';
import { itemSchedules, policies, protectedItems } from '../../schema/index.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';

/** A clock of a database may be corrected by less than this without a word. */
const PUT_BACK_SECONDS = 60;

export type Row = typeof itemSchedules.$inferSelect;

/** A rule of an item whose next run is due, locked. */
export interface DueRow {
  readonly row: Row;
  readonly dueAt: Date;
  readonly item: ScheduledItem;
  readonly schedule: Schedule;
  readonly rule: ScheduleRule;
  /** Milliseconds. */
  readonly offsetMs: number;
}

export interface ScheduledItem {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
  readonly isProtected: boolean;
}

/** Locked rows, by what can be done with them. */
export interface LockedRows {
  readonly due: readonly DueRow[];
  /** Of rules that the policy no longer has. */
  readonly gone: readonly Row[];
  /** Of schedules that cannot be worked with here: written by another version, or with a zone that this Node does not know. */
  readonly unusable: readonly { readonly row: Row; readonly item: ScheduledItem }[];
}

/**
 * Locks rules whose next run is due, the newest first, and leaves those that another scheduler has at hand. The items and
 * policies are read after the lock: whoever edits a policy locks the same rows.
 */
export async function lockDue(tx: Transaction, atMost: number): Promise<LockedRows> {
  const rows = await tx
    .select()
    .from(itemSchedules)
    .where(lte(itemSchedules.nextRunAt, SCHEDULE_NOW))
    .orderBy(desc(itemSchedules.nextRunAt))
    .limit(atMost)
    .for('update', { skipLocked: true });
  return sorted(tx, rows);
}

/** Rules that were planned at a time that is yet to come: the clock was put back since. */
export async function lockPlannedAhead(tx: Transaction, atMost: number): Promise<LockedRows> {
  const ahead = sql`${SCHEDULE_NOW} + make_interval(secs => ${PUT_BACK_SECONDS})`;
  const rows = await tx
    .select()
    .from(itemSchedules)
    .where(gt(itemSchedules.plannedAt, ahead))
    .limit(atMost)
    .for('update', { skipLocked: true });
  return sorted(tx, rows);
}

async function sorted(tx: Transaction, rows: readonly Row[]): Promise<LockedRows> {
  const known = await itemsOf(tx, rows);
  const due: DueRow[] = [];
  const gone: Row[] = [];
  const unusable: { row: Row; item: ScheduledItem }[] = [];
  for (const row of rows) {
    const found = known.get(row.itemId);
    if (!found || found.schedule === null) gone.push(row);
    else if (!found.schedule.success) unusable.push({ row, item: found.item });
    else {
      const schedule = found.schedule.data;
      const rule = schedule.rules.find(({ key }) => key === row.ruleKey);
      const offsetMs = spreadOffset(schedule, row.itemId);
      if (!rule) gone.push(row);
      else due.push({ row, dueAt: row.nextRunAt ?? row.plannedAt, item: found.item, schedule, rule, offsetMs });
    }
  }
  return { due, gone, unusable };
}

/** Shared until the end of the transaction: protection is not stopped between this look and what follows from it. */
async function itemsOf(tx: Transaction, rows: readonly Row[]) {
  const ids = [...new Set(rows.map(({ itemId }) => itemId))].toSorted();
  if (ids.length === 0) return new Map<string, never>();
  const { id, name, siteId, state, policyId } = protectedItems;
  const found = await tx
    .select({ item: { id, name, siteId, state }, policyId, schedule: policies.schedule })
    .from(protectedItems)
    .innerJoin(policies, eq(policies.id, policyId))
    .where(inArray(id, ids))
    .for('share', { of: protectedItems });
  const schedules = new Map(found.map((one) => [one.policyId, one.schedule && scheduleSchema.safeParse(one.schedule)]));
  return new Map(
    found.map(({ item: { state: is, ...item }, policyId: policy }) => [
      item.id,
      { item: { ...item, isProtected: is === 'PROTECTED' }, schedule: schedules.get(policy) ?? null },
    ]),
  );
}
