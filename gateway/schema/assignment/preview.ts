import { resolveArrayConnection } from '@pothos/plugin-relay';
import { InvalidInputError, NotFoundError } from '@holdfast/db/domain/errors';
import { parseInput } from '@holdfast/db/domain/parse';
import {
  previewAssignment,
  type AssignmentPreview,
  type FailingSource,
  type PreviewedSource,
  type ProposedRule,
} from '@holdfast/db/queries/assignment-preview';
import { scheduleNow } from '@holdfast/db/queries/schedule-now';
import { editBody, ruleEditSchema } from '@holdfast/db/services/assignment-rule/input';
import { builder } from '../../builder.ts';
import type { GatewayContext } from '../../context.ts';
import { SourceKindEnum } from '../protected-item-enums.ts';
import { Failure } from '../errors.ts';
import { withoutNulls } from '../mutation-input.ts';
import { TagInput, tagRecord } from '../tag.ts';

const Source = builder.objectRef<PreviewedSource>('AssignmentPreviewSource').implement({
  description: 'A data source that a rule would take.',
  fields: (t) => ({
    dataSourceId: t.exposeID('id'),
    name: t.exposeString('name'),
    kind: t.expose('kind', { type: SourceKindEnum }),
  }),
});

const Failing = builder.objectRef<FailingSource>('AssignmentPreviewFailure').implement({
  description: 'A data source that a rule would take and could not protect.',
  fields: (t) => ({
    dataSourceId: t.exposeID('id'),
    name: t.exposeString('name'),
    kind: t.expose('kind', { type: SourceKindEnum }),
    error: t.field({ type: Failure, description: 'Why not, and what to do.', resolve: ({ error }) => error }),
  }),
});

const Preview = builder.objectRef<AssignmentPreview>('AssignmentPreview').implement({
  description: 'What an assignment rule would do at once. Nothing is changed by asking.',
  fields: (t) => ({
    fingerprint: t.exposeString('fingerprint', {
      description:
        'For createAssignmentRule and updateAssignmentRule, within an hour: the rule is refused once it would do anything else to the data sources that are there now.',
    }),
    protects: t.connection(
      {
        type: Source,
        description: 'Unprotected data sources that it would protect, in the order of their registration.',
        resolve: ({ protects }, args) => resolveArrayConnection({ args }, protects),
      },
      { fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount }) }) },
    ),
    fails: t.connection(
      {
        type: Failing,
        description: 'Unprotected data sources that it would take and could not protect: each would raise an alert.',
        resolve: ({ fails }, args) => resolveArrayConnection({ args }, fails),
      },
      { fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount }) }) },
    ),
    alreadyProtected: t.exposeInt('alreadyProtected', {
      description: 'How many data sources it matches that are protected already: they are left alone.',
    }),
  }),
});

const Input = builder.inputType('AssignmentPreviewInput', {
  description:
    'A rule as createAssignmentRule or, with ruleId, updateAssignmentRule would take it: enabled. Of a rule that is there, what is left out stays.',
  fields: (t) => ({
    ruleId: t.id({ description: 'The rule that is to be edited.' }),
    place: t.int({ description: 'From 1. Default: the last, or where it is.' }),
    kind: t.field({ type: SourceKindEnum }),
    anyKind: t.boolean({ description: 'True: of any kind. Not together with kind.' }),
    tags: t.field({ type: [TagInput] }),
    policyId: t.id({ description: 'Needed for a new rule.' }),
    vaultId: t.id({ description: 'Needed for a new rule.' }),
  }),
});

const schema = ruleEditSchema.pick({
  place: true,
  kind: true,
  anyKind: true,
  tags: true,
  policyId: true,
  vaultId: true,
});

builder.queryField('assignmentPreview', (t) =>
  t.field({
    type: Preview,
    description:
      'What an assignment rule would do to the data sources that are there: those that no rule before it takes. Ask before you make, enable or edit one.',
    errors: { types: [InvalidInputError, NotFoundError] },
    args: { input: t.arg({ type: Input, required: true }) },
    // Every data source that matches is looked at: a document may not ask for it again and again.
    complexity: { field: 2000, multiplier: 1 },
    resolve: async (_root, { input }, { db }) =>
      previewAssignment(db, await proposedRule(db, input), await scheduleNow(db)),
  }),
);

/** @throws InvalidInputError; NotFoundError for a rule that is not there */
async function proposedRule(
  db: GatewayContext['db'],
  { ruleId, tags, ...rest }: typeof Input.$inferInput,
): Promise<ProposedRule> {
  const edit = parseInput(schema, withoutNulls({ ...rest, tags: tagRecord(tags) }));
  const { policyId, vaultId, place } = edit;
  if (ruleId != null) {
    const rule = await db.query.assignmentRules.findFirst({ where: { id: ruleId } });
    if (!rule) throw new NotFoundError('assignment rule', ruleId);
    return { id: rule.id, place, ...editBody(rule, edit) };
  }
  if (policyId === undefined || vaultId === undefined) {
    const message = 'must be given for a new rule';
    const missing = Object.entries({ policyId, vaultId }).filter(([, value]) => value === undefined);
    throw new InvalidInputError(missing.map(([path]) => ({ path, message })));
  }
  return { id: null, place, ...editBody({ kind: null, tags: {}, policyId, vaultId }, edit) };
}
