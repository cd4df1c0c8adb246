import { eq } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import { assertPlace, describeCriteria } from '../../domain/assignment.ts';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { assignmentRules } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { moveRule } from './arrange.ts';
import { assertShown } from './assert-shown.ts';
import { editBody, ruleEditSchema, shownSchema, type RuleEdit } from './input.ts';
import { lockRules, type AssignmentRule } from './lock.ts';
import { wakeSources } from './wake-sources.ts';

const schema = ruleEditSchema.extend({ ruleId: idSchema('assignmentRule'), preview: shownSchema });
const mutation = { name: 'updateAssignmentRule', action: 'policy.write', schema } as const;

/**
 * Changes what is given of a rule and leaves the rest. What it protected before stays as it is, under the policy that it has. An edit
 * of anything but the name, after which the rule is enabled and takes data sources at once, carries the fingerprint of its preview,
 * and is refused where that is no longer what would happen.
 * @throws NotFoundError; InvalidInputError where nothing is given, both a kind and any kind, or a place beyond the end; ConflictError
 *   IMPACT_NOT_SHOWN, IMPACT_CHANGED, ALREADY_EXISTS for a taken name; and what `mutate` throws
 */
export async function updateAssignmentRule(ctx: Context, request: MutationRequest): Promise<{ ruleId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { ruleId, preview, ...edit }) => {
    const rules = await lockRules(tx);
    const before = rules.find(({ id }) => id === ruleId);
    if (!before) throw new NotFoundError('assignment rule', ruleId);
    const after = editRule(before, edit);
    assertPlace(after.place, rules.length);
    const isRenamedAlone = preview === undefined && isDeepStrictEqual({ ...before, name: after.name }, after);
    const effect = isRenamedAlone ? {} : await assertShown(tx, { rule: after, shown: preview });
    const { place, ...fields } = after;
    await tx
      .update(assignmentRules)
      .set({ ...fields, version: before.version + 1 })
      .where(eq(assignmentRules.id, ruleId));
    await moveRule(tx, { rules, ruleId, place });
    if (!isRenamedAlone) await wakeSources(tx, [before, after]);
    await audit(ctx, tx, {
      action: 'assignment-rule.updated',
      subjectId: ruleId,
      details: { version: before.version + 1, from: inBrief(before), to: inBrief(after), ...effect },
    });
    return { ruleId };
  });
}

function editRule(before: AssignmentRule, edit: RuleEdit): AssignmentRule {
  if (Object.values(edit).every((value) => value === undefined)) {
    throw new InvalidInputError([{ path: 'input', message: 'must change something of the rule' }]);
  }
  const { name, place, isEnabled } = before;
  return {
    ...before,
    ...editBody(before, edit),
    name: edit.name ?? name,
    place: edit.place ?? place,
    isEnabled: edit.isEnabled ?? isEnabled,
  };
}

function inBrief(rule: AssignmentRule) {
  const { name, place, policyId, vaultId, isEnabled } = rule;
  return { name, place, isFor: describeCriteria(rule), policyId, vaultId, isEnabled };
}
