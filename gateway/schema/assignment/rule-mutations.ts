import { createAssignmentRule } from '@holdfast/db/services/assignment-rule/create';
import { deleteAssignmentRule } from '@holdfast/db/services/assignment-rule/delete';
import { updateAssignmentRule } from '@holdfast/db/services/assignment-rule/update';
import { builder } from '../../builder.ts';
import { SourceKindEnum } from '../protected-item-enums.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';
import { TagInput, tagRecord } from '../tag.ts';

const PREVIEW =
  'The fingerprint that assignmentPreview gave for this rule. Needed where it takes data sources that are there.';

const CreateAssignmentRuleInput = builder.inputType('CreateAssignmentRuleInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'Unlike that of any other rule.' }),
    place: t.int({ description: 'From 1; rules from there on make room. Default: the last.' }),
    kind: t.field({ type: SourceKindEnum, description: 'Default: any.' }),
    tags: t.field({ type: [TagInput], description: 'All of them must be there. Default: none need be.' }),
    policyId: t.id({ required: true }),
    vaultId: t.id({ required: true }),
    isEnabled: t.boolean({ description: 'Default: true.' }),
    preview: t.string({ description: PREVIEW }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateAssignmentRuleInput = builder.inputType('UpdateAssignmentRuleInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    ruleId: t.id({ required: true }),
    name: t.string({ description: 'Unlike that of any other rule.' }),
    place: t.int({ description: 'Where it is to stand, from 1; the others move.' }),
    kind: t.field({ type: SourceKindEnum }),
    anyKind: t.boolean({ description: 'True: data sources of any kind. Not together with kind.' }),
    tags: t.field({ type: [TagInput], description: 'All of them anew.' }),
    policyId: t.id({ description: 'For what it protects from now on.' }),
    vaultId: t.id({ description: 'For what it protects from now on.' }),
    isEnabled: t.boolean(),
    preview: t.string({ description: PREVIEW }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const DeleteAssignmentRuleInput = builder.inputType('DeleteAssignmentRuleInput', {
  fields: (t) => ({ ruleId: t.id({ required: true }), idempotencyKey: t.string(IDEMPOTENCY_KEY) }),
});

function rulePayload(name: string) {
  return builder.objectRef<{ ruleId: string }>(name).implement({
    fields: (t) => ({
      rule: t.drizzleField({
        type: 'assignmentRules',
        nullable: true,
        description: 'Null where it was deleted since: the answer to a repeated request.',
        resolve: (query, { ruleId }, _args, { db }) =>
          db.query.assignmentRules.findFirst(query({ where: { id: ruleId } })),
      }),
    }),
  });
}

const DeleteAssignmentRulePayload = builder.objectRef<{ ruleId: string }>('DeleteAssignmentRulePayload').implement({
  fields: (t) => ({ ruleId: t.exposeID('ruleId') }),
});

builder.mutationFields((t) => ({
  createAssignmentRule: t.field({
    type: rulePayload('CreateAssignmentRulePayload'),
    description:
      'Makes a rule by which unprotected data sources are protected by themselves: those that are there, within seconds, and those to come. It never changes what is protected already. Conflict IMPACT_NOT_SHOWN and IMPACT_CHANGED: ask assignmentPreview first, then send its fingerprint. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: CreateAssignmentRuleInput, required: true }) },
    resolve: (_root, { input }, ctx) => {
      const given = { ...input, tags: tagRecord(input.tags) };
      return createAssignmentRule(ctx, requestOf(given));
    },
  }),
  updateAssignmentRule: t.field({
    type: rulePayload('UpdateAssignmentRulePayload'),
    description:
      'Changes a rule. What it has protected stays under the policy and in the vault that it has; unprotected data sources that it no longer takes, as when it is disabled, fall to the next rule that matches, as that one was made to. Conflict IMPACT_NOT_SHOWN and IMPACT_CHANGED, where it takes data sources by the edit: ask assignmentPreview with its id. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: UpdateAssignmentRuleInput, required: true }) },
    resolve: (_root, { input }, ctx) => {
      const given = { ...input, tags: tagRecord(input.tags) };
      return updateAssignmentRule(ctx, requestOf(given));
    },
  }),
  deleteAssignmentRule: t.field({
    type: DeleteAssignmentRulePayload,
    description:
      'Takes out a rule. What it has protected stays protected; data sources that it would have taken fall to the next rule that matches. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: DeleteAssignmentRuleInput, required: true }) },
    resolve: (_root, { input }, ctx) => deleteAssignmentRule(ctx, requestOf(input)),
  }),
}));
