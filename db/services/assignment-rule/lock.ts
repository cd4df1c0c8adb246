import { asc, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { assignmentRules } from '../../schema/index.ts';

export type AssignmentRule = typeof assignmentRules.$inferSelect;

/**
 * No rule changes until the caller's transaction ends; others who only apply them go on at the same time. Taken before any data source
 * is locked, as by those who change rules.
 */
export async function letRulesStand(tx: Transaction): Promise<void> {
  await tx.execute(sql`lock table ${assignmentRules} in row share mode`);
}

/**
 * All rules in the order of their places, for who is about to change them: until its transaction ends nobody else changes or applies
 * any, so that what was shown is what happens.
 */
export async function lockRules(tx: Transaction): Promise<AssignmentRule[]> {
  await tx.execute(sql`lock table ${assignmentRules} in exclusive mode`);
  return tx.select().from(assignmentRules).orderBy(asc(assignmentRules.place));
}
