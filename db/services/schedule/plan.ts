import type { Transaction } from '../../client.ts';
import { nextRun, spreadOffset, type Schedule } from '../../domain/schedule.ts';
import { itemSchedules } from '../../schema/index.ts';
import { assertHasType } from '../../sources/backup-types.ts';
import type { SourceKind } from '../../sources/index.ts';
import { lateAfter } from './write-plan.ts';

/** A statement with more rows than this would have more parameters than PostgreSQL takes. */
const ROWS_AT_ONCE = 5_000;

export interface ItemToPlan {
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
}

export interface Plan {
  readonly items: readonly ItemToPlan[];
  readonly schedule: Schedule;
  readonly now: Date;
  /** From when on a rule counts for an item, where that is not now. May be earlier: then it may be due at once. */
  readonly since?: (itemId: string, ruleKey: string) => Date | undefined;
}

/**
 * Plans the next run of each rule for items that have none planned, in the caller's transaction.
 * @throws ConflictError BACKUP_TYPE_UNSUPPORTED where a rule asks for a type that an item's kind does not have
 */
export async function planItems(tx: Transaction, { items, schedule, now, since }: Plan): Promise<void> {
  for (const item of items) for (const { key, backupType } of schedule.rules) assertHasType(item, backupType, key);
  const next = knownRuns(schedule);
  const rows = items.flatMap(({ id }) =>
    schedule.rules.map((rule) => {
      const nextRunAt = next(rule, since?.(id, rule.key) ?? now, spreadOffset(schedule, id));
      const lateAt = lateAfter(nextRunAt, schedule.graceMinutes);
      return { itemId: id, ruleKey: rule.key, nextRunAt, lateAt, plannedAt: now };
    }),
  );
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx
      .insert(itemSchedules)
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .onConflictDoNothing();
  }
}

/** Items of one policy differ in their offset alone: those that share it are computed once. */
function knownRuns(schedule: Schedule) {
  const known = new Map<string, Date | null>();
  return (rule: Schedule['rules'][number], after: Date, offsetMs: number): Date | null => {
    const key = `${rule.key} ${after.getTime()} ${offsetMs}`;
    const found = known.get(key) ?? nextRun(schedule, rule, { after, offsetMs });
    known.set(key, found);
    return found;
  };
}
