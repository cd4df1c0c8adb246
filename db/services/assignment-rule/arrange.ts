import { eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { assignmentRules } from '../../schema/index.ts';
import type { AssignmentRule } from './lock.ts';

/** Rules as they stand, and one of them with where it is to stand among the others, from 1. */
export interface Move {
  readonly rules: readonly AssignmentRule[];
  readonly ruleId: string;
  readonly place: number;
}

/** Moves a rule to a place and the others up or down to make room, in a transaction that holds the rules. */
export async function moveRule(tx: Transaction, { rules, ruleId, place }: Move): Promise<void> {
  const others = rules.filter(({ id }) => id !== ruleId);
  const moved = rules.filter(({ id }) => id === ruleId);
  await numberRules(tx, [...others.slice(0, place - 1), ...moved, ...others.slice(place - 1)]);
}

/** Gives rules the places 1, 2, 3 … in this order. In two steps: while they change, no two may have the same. */
export async function numberRules(tx: Transaction, rules: readonly AssignmentRule[]): Promise<void> {
  const moved = rules.flatMap(({ id, place }, index) => (place === index + 1 ? [] : [{ id, place: index + 1 }]));
  if (moved.length === 0) return;
  const ids = moved.map(({ id }) => id);
  await tx
    .update(assignmentRules)
    .set({ place: sql`-${assignmentRules.place}` })
    .where(inArray(assignmentRules.id, ids));
  for (const { id, place } of moved) await tx.update(assignmentRules).set({ place }).where(eq(assignmentRules.id, id));
}
