import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { assignmentRules, dataSources } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { numberRules } from './arrange.ts';
import { lockRules } from './lock.ts';
import { wakeSources } from './wake-sources.ts';

const schema = z.strictObject({ ruleId: idSchema('assignmentRule') });
const mutation = { name: 'deleteAssignmentRule', action: 'policy.write', schema } as const;

/**
 * Takes out a rule. What it protected stays protected, and names no rule any more but in the audit log. What it would have taken falls to
 * the next rule that matches.
 * @throws NotFoundError, and what `mutate` throws
 */
export async function deleteAssignmentRule(ctx: Context, request: MutationRequest): Promise<{ ruleId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { ruleId }) => {
    const rules = await lockRules(tx);
    const rule = rules.find(({ id }) => id === ruleId);
    if (!rule) throw new NotFoundError('assignment rule', ruleId);
    await tx.update(dataSources).set({ ruleId: null }).where(eq(dataSources.ruleId, ruleId));
    await tx.delete(assignmentRules).where(eq(assignmentRules.id, ruleId));
    await numberRules(
      tx,
      rules.filter(({ id }) => id !== ruleId),
    );
    await wakeSources(tx, [rule]);
    const { name, kind, tags, policyId, vaultId } = rule;
    await audit(ctx, tx, {
      action: 'assignment-rule.deleted',
      subjectId: ruleId,
      details: { name, kind, tags, policyId, vaultId },
    });
    return { ruleId };
  });
}
