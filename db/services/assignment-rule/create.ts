import { z } from 'zod';
import { assertPlace } from '../../domain/assignment.ts';
import { ConflictError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { assignmentRules } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { moveRule } from './arrange.ts';
import { assertShown } from './assert-shown.ts';
import { MOST_RULES, ruleFields, shownSchema } from './input.ts';
import { lockRules } from './lock.ts';
import { wakeSources } from './wake-sources.ts';

const schema = z.strictObject({
  ...ruleFields,
  /** Left out: the last. */
  place: ruleFields.place.optional(),
  /** Left out: any. */
  kind: ruleFields.kind.optional(),
  tags: ruleFields.tags.default({}),
  isEnabled: ruleFields.isEnabled.default(true),
  preview: shownSchema,
});
const mutation = { name: 'createAssignmentRule', action: 'policy.write', schema } as const;

/**
 * Makes a rule by which unprotected data sources are protected by themselves, those that are there and those to come. What is protected
 * already stays as it is. A rule that takes data sources at once carries the fingerprint of its preview, and is refused where that is
 * no longer what would happen; one that is disabled takes none.
 * @throws NotFoundError; InvalidInputError for a place beyond the end; ConflictError IMPACT_NOT_SHOWN, IMPACT_CHANGED, TOO_MANY_RULES,
 *   ALREADY_EXISTS for a taken name; and what `mutate` throws
 */
export async function createAssignmentRule(ctx: Context, request: MutationRequest): Promise<{ ruleId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { preview, place: asked, kind = null, ...input }) => {
    const rules = await lockRules(tx);
    if (rules.length >= MOST_RULES) throw tooManyRules();
    const last = rules.length + 1;
    const place = asked ?? last;
    assertPlace(place, last);
    const rule = { ...input, kind };
    const effect = await assertShown(tx, { rule: { ...rule, id: null, place }, shown: preview });
    const [made] = await tx
      .insert(assignmentRules)
      .values({ ...rule, id: newId('assignmentRule', ctx.clock.now()), place: last })
      .returning();
    if (!made) throw new Error('the rule vanished while it was being made');
    await moveRule(tx, { rules: [...rules, made], ruleId: made.id, place });
    await wakeSources(tx, [rule]);
    await audit(ctx, tx, {
      action: 'assignment-rule.created',
      subjectId: made.id,
      details: { ...rule, place, ...effect },
    });
    return { ruleId: made.id };
  });
}

function tooManyRules(): ConflictError {
  return new ConflictError({
    code: 'TOO_MANY_RULES',
    message: `There are ${MOST_RULES} assignment rules already.`,
    cause: 'Every rule is looked at for every data source.',
    remedy: 'Delete rules that are not needed, or write one for what several are for.',
  });
}
