import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { decideAssignment } from '../../domain/assignment.ts';
import { HoldfastError } from '../../domain/errors.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { assignmentRules, dataSources } from '../../schema/index.ts';
import { letRulesStand } from '../assignment-rule/lock.ts';
import type { Context, Services } from '../context.ts';
import { explainUniqueViolation } from '../unique-violation.ts';
import { becomeItem } from './become-item.ts';
import type { DataSource } from './lock.ts';
import { endTrouble, noteTrouble } from './trouble.ts';

type Rule = typeof assignmentRules.$inferSelect;

/** Of what is to be tried further ahead than the longest pause the clock has been put back since. */
const PLANNED_BY_ANOTHER_CLOCK = sql`schedule_now() + interval '61 minutes'`;

/**
 * Looks at the rules for unprotected data sources that are due, at most so many, and protects each by the first rule that matches. Any
 * number of workers may call it at once. Each ends in one of three ways: it is protected; no rule matches, and it waits for a change;
 * or it could not be protected, which its row and an alert tell, and it is tried again after a minute, later an hour. What is
 * wrong with one stops no other.
 * @returns how many were due, and the errors among their failures that are nobody's to expect
 */
export async function protectDueSources(
  services: Services,
  atMost: number,
): Promise<{ due: number; defects: readonly unknown[] }> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'assignment' } };
  return services.db.transaction(async (tx) => {
    await letRulesStand(tx);
    const due = await tx
      .select()
      .from(dataSources)
      .where(and(isNull(dataSources.itemId), IS_DUE))
      .orderBy(asc(dataSources.nextTryAt))
      .limit(atMost)
      .for('update', { skipLocked: true });
    if (due.length === 0) return { due: 0, defects: [] };
    const rules = await tx.select().from(assignmentRules);
    const defects: unknown[] = [];
    for (const source of due) {
      const failure = await settle(ctx, tx, { source, rules });
      if (failure !== undefined && !(failure instanceof HoldfastError)) defects.push(failure);
    }
    return { due: due.length, defects };
  });
}

const IS_DUE = or(
  lte(dataSources.nextTryAt, SCHEDULE_NOW),
  sql`${dataSources.nextTryAt} > ${PLANNED_BY_ANOTHER_CLOCK}`,
);

/** @returns why it could not be protected; undefined where it was, or no rule asks for it */
async function settle(
  ctx: Context,
  tx: Transaction,
  { source, rules }: { source: DataSource; rules: readonly Rule[] },
): Promise<unknown> {
  const { rule, because } = decideAssignment(source, rules);
  if (!rule) {
    await leaveUnprotected(tx, source);
    return undefined;
  }
  const { vaultId, policyId } = rule;
  const decided = { vaultId, policyId, ruleId: rule.id, why: { ruleId: rule.id, rule: rule.name, because } };
  try {
    await tx.transaction((inner) => becomeItem(ctx, inner, { source, decided }));
    return undefined;
  } catch (thrown) {
    const error = explainUniqueViolation(thrown);
    await noteTrouble(ctx, tx, { source, rule, error: failureOf(error, { source, rule }) });
    return error;
  }
}

async function leaveUnprotected(tx: Transaction, source: DataSource): Promise<void> {
  await endTrouble(tx, source);
  await tx
    .update(dataSources)
    .set({ trouble: null, ruleId: null, nextTryAt: null })
    .where(eq(dataSources.id, source.id));
}

function failureOf(error: unknown, { source, rule }: { source: DataSource; rule: Rule }): ErrorInfo {
  const message = `The data source ${source.name} could not be protected by the rule ${rule.name}`;
  if (!(error instanceof HoldfastError)) return { ...UNEXPECTED, message: `${message}.` };
  const { code, cause, remedy, fault } = error;
  return { code, message: `${message}: ${error.message}`, cause, remedy, fault, retryable: true };
}

/** What a defect says is for the log alone: it may hold anything. */
const UNEXPECTED = {
  code: 'PROTECTION_ERROR',
  cause: 'Something happened that Holdfast does not expect.',
  remedy: "Look into the workers' logs. It is tried again by itself.",
  retryable: true,
  fault: 'SERVICE',
} as const;
