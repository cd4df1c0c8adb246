import { eq, inArray } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { scheduleSchema, spreadOffset, type Schedule } from '../../domain/schedule.ts';
import { runsDue } from '../../domain/scheduled-run.ts';
import { itemSchedules, protectedItems } from '../../schema/index.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Row } from './due-rows.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { planItems } from './plan.ts';
import { recordRuns } from './record-runs.ts';

export interface PolicyEdit {
  readonly policyId: string;
  /** As the store has it, which may be what another version wrote. */
  readonly before: Schedule | null;
  readonly schedule: Schedule | null;
}

/**
 * Plans all items of a policy by its new schedule, in the transaction that edits it and holds its row. A rule that stays, by its
 * key, loses no run: what was due stays due, and what was about to be, by an item's offset, counts still. Due runs of a rule that
 * is taken out are recorded as superseded, and the alerts of late ones resolved.
 * @throws ConflictError BACKUP_TYPE_UNSUPPORTED
 */
export async function replanPolicy(tx: Transaction, { policyId, before, schedule }: PolicyEdit): Promise<void> {
  const now = await scheduleNow(tx);
  const { id, name, kind, state } = protectedItems;
  const ofPolicy = eq(protectedItems.policyId, policyId);
  const items = await tx.select({ id, name, kind, state }).from(protectedItems).where(ofPolicy);
  const rows = await tx
    .delete(itemSchedules)
    .where(inArray(itemSchedules.itemId, tx.select({ id }).from(protectedItems).where(ofPolicy)))
    .returning();
  const known = before && scheduleSchema.safeParse(before);
  const old = known?.success ? known.data : null;
  const kept = new Set(schedule?.rules.map(({ key }) => key));
  await supersede(tx, { rows: rows.filter(({ ruleKey }) => !kept.has(ruleKey)), old, now });
  if (!schedule) return;
  const since = new Map(rows.map((row) => [`${row.itemId} ${row.ruleKey}`, countsFrom(row, old, now)]));
  await planItems(tx, {
    items: items.filter((item) => item.state === 'PROTECTED'),
    schedule,
    now,
    since: (itemId, ruleKey) => since.get(`${itemId} ${ruleKey}`),
  });
}

/** Just before the time of the rule that is not served yet, so that a new offset cannot jump over it; now where that is yet to come. */
function countsFrom({ itemId, nextRunAt }: Row, old: Schedule | null, now: Date): Date {
  if (!nextRunAt) return now;
  const offsetMs = old ? spreadOffset(old, itemId) : 0;
  const unserved = new Date(nextRunAt.getTime() - offsetMs - 1);
  return unserved < now ? unserved : now;
}

async function supersede(
  tx: Transaction,
  { rows, old, now }: { rows: readonly Row[]; old: Schedule | null; now: Date },
): Promise<void> {
  const runs = rows.flatMap(({ itemId, ruleKey, nextRunAt }) => {
    if (!nextRunAt || nextRunAt > now) return [];
    const rule = old?.rules.find(({ key }) => key === ruleKey);
    const due =
      old && rule
        ? runsDue(old, rule, { dueAt: nextRunAt, now, offsetMs: spreadOffset(old, itemId) })
        : { firstDueAt: nextRunAt, dueAt: nextRunAt, count: 1, isCountExact: false };
    return [{ itemId, ruleKey, outcome: 'SUPERSEDED' as const, ...due }];
  });
  await recordRuns(tx, now, runs);
  const told = new Set(rows.filter(({ isLateTold }) => isLateTold).map(({ itemId }) => itemId));
  for (const itemId of [...told].toSorted()) await resolveAlerts(tx, { kind: 'BACKUP_MISSED', itemId });
}
