import { and, eq, isNotNull, min, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { readDrillRule } from '../domain/drill.ts';
import { judgeProof, NOT_PROVEN_IN_TIME, type Proof } from '../domain/proof.ts';
import { policies, protectedItems, recoveryPoints } from '../schema/index.ts';
import { stillFailedAt } from './failed-drills.ts';
import { isAmong } from './is-among.ts';
import { scheduleNow } from './schedule-now.ts';

/** How items stand with being proven restorable, by their ids. */
export async function proofsOf(db: Database | Transaction, itemIds: readonly string[]): Promise<Map<string, Proof>> {
  const now = await scheduleNow(db);
  const rows = await factsOf(db).where(isAmong(protectedItems.id, itemIds));
  return new Map(rows.map((row) => [row.id, judge(row, now)]));
}

/**
 * The items under a rule of drills that were not proven in time and of which nobody is told yet. Those that were not proven for as many days
 * as their rule says are judged one by one: of most estates that is nobody.
 */
export async function itemsToTell(
  db: Database | Transaction,
): Promise<{ id: string; vaultId: string; proof: Proof }[]> {
  const now = await scheduleNow(db);
  const rows = await factsOf(db).where(
    and(
      eq(protectedItems.state, 'PROTECTED'),
      isNotNull(policies.drill),
      sql`coalesce(${protectedItems.lastProvenAt}, ${protectedItems.protectedAt})
        < schedule_now() - make_interval(days => (${policies.drill} ->> 'everyDays')::int)`,
      sql`not exists (
        select from alerts where alerts.item_id = ${protectedItems.id} and alerts.kind = 'NOT_PROVEN'
          and alerts.condition = 'FIRED' and alerts.error ->> 'code' = ${NOT_PROVEN_IN_TIME})`,
    ),
  );
  return rows
    .map((row) => ({ id: row.id, vaultId: row.vaultId, proof: judge(row, now) }))
    .filter(({ proof }) => proof.isLate);
}

function factsOf(db: Database | Transaction) {
  const first = db
    .select({ at: min(recoveryPoints.committedAt) })
    .from(recoveryPoints)
    .where(eq(recoveryPoints.itemId, protectedItems.id));
  return db
    .select({
      id: protectedItems.id,
      vaultId: protectedItems.vaultId,
      state: protectedItems.state,
      protectedSince: protectedItems.protectedAt,
      lastProvenAt: protectedItems.lastProvenAt,
      drill: policies.drill,
      firstPointAt: sql<string | null>`to_json((${first}))`,
      failedAt: sql<string | null>`to_json(${stillFailedAt(sql`${protectedItems.id}`)})`,
    })
    .from(protectedItems)
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .$dynamic();
}

type Row = Awaited<ReturnType<typeof factsOf>>[number];

function judge({ state, drill, firstPointAt, failedAt, ...facts }: Row, now: Date): Proof {
  const rule = state === 'PROTECTED' ? readDrillRule(drill) : null;
  return judgeProof({ ...facts, rule, firstPointAt: moment(firstPointAt), failedAt: moment(failedAt) }, now);
}

function moment(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
