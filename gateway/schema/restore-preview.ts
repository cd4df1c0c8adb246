import { InvalidInputError, ConflictError, NotFoundError } from '@holdfast/db/domain/errors';
import { previewRestore, type RestorePreview } from '@holdfast/db/queries/restore-preview';
import type { RestoreEstimate } from '@holdfast/db/queries/restore-estimate';
import { builder } from '../builder.ts';
import { LOOK_SECONDS, lookAtTarget } from '../look-at-target.ts';
import { ConflictRuleEnum } from './job/enums.ts';
import { existing } from './existing.ts';
import { withoutNulls } from './mutation-input.ts';
import { Course } from './restore-course.ts';
import { RESTORE_DATABASE, RESTORE_PATHS, RESTORE_TABLES, RestoreTargetInput } from './restore-input.ts';
import { TargetState } from './restore-target-state.ts';

/** Each look keeps a worker busy: a request may ask for a few. */
const LOOK_COMPLEXITY = 2_000;

type KnownEstimate = Extract<RestoreEstimate, { known: true }>;

const EstimateFrom = builder.enumType('RestoreEstimateBasis', {
  values: {
    ITEM: { description: 'Past restores of this item.' },
    KIND: { description: 'Past restores of other items of its kind.' },
  } as const,
});

const Estimate = builder.objectRef<KnownEstimate>('RestoreEstimate').implement({
  description: 'How long a restore should take, from restores that were measured.',
  fields: (t) => ({
    durationMs: t.expose('durationMs', { type: 'Long' }),
    basedOn: t.exposeInt('basedOn', { description: 'How many past restores it is drawn from.' }),
    from: t.field({ type: EstimateFrom, resolve: ({ from }) => from }),
  }),
});

const Preview = builder.objectRef<RestorePreview>('RestorePreview').implement({
  description: 'What a restore would do, as far as the store knows; atTarget asks a worker of the site for the rest.',
  interfaces: [Course],
  fields: (t) => ({
    recoveryPoint: t.drizzleField({
      type: 'recoveryPoints',
      resolve: (query, { recoveryPointId }, _args, { db }) =>
        existing(db.query.recoveryPoints.findFirst(query({ where: { id: recoveryPointId } }))),
    }),
    item: t.drizzleField({
      type: 'protectedItems',
      resolve: (query, { itemId }, _args, { db }) =>
        existing(db.query.protectedItems.findFirst(query({ where: { id: itemId } }))),
    }),
    conflict: t.field({
      type: ConflictRuleEnum,
      description: 'What would happen to what is there.',
      resolve: ({ conflict }) => conflict,
    }),
    keepReplacedDays: t.exposeInt('keepReplacedDays', { description: 'How long what is replaced would be kept.' }),
    sizeBytes: t.expose('sizeBytes', {
      type: 'Long',
      nullable: true,
      description:
        'Null where it is not known beforehand, as that of chosen paths. Of chosen databases and tables: what they held when they were backed up.',
    }),
    files: t.expose('files', { type: 'Long', nullable: true, description: 'Null where it is not all of files.' }),
    atTarget: t.field({
      type: TargetState,
      complexity: LOOK_COMPLEXITY,
      description: `What stands at the target now, as a worker of the site sees it. Takes up to ${LOOK_SECONDS} s; asked for alone it delays nothing else.`,
      resolve: (preview, _args, ctx) => lookAtTarget(ctx, preview),
    }),
    estimate: t.field({
      type: Estimate,
      nullable: true,
      description: 'Null where there is none; noEstimateReason says why.',
      resolve: ({ estimate }) => (estimate.known ? estimate : null),
    }),
    noEstimateReason: t.string({
      nullable: true,
      resolve: ({ estimate }) => (estimate.known ? null : estimate.reason),
    }),
    inTheWay: t.drizzleField({
      type: 'jobs',
      nullable: true,
      description:
        'An open restore to the same place, or inside it or around it: while there is one, this one would be refused.',
      resolve: (query, { inTheWay }, _args, { db }) =>
        inTheWay === undefined ? undefined : db.query.jobs.findFirst(query({ where: { id: inTheWay } })),
    }),
  }),
});

const RestorePreviewInput = builder.inputType('RestorePreviewInput', {
  fields: (t) => ({
    recoveryPointId: t.id({ required: true }),
    paths: t.stringList(RESTORE_PATHS),
    database: t.string(RESTORE_DATABASE),
    tables: t.stringList(RESTORE_TABLES),
    target: t.field({ type: RestoreTargetInput }),
  }),
});

builder.queryField('restorePreview', (t) =>
  t.field({
    type: Preview,
    description: 'What requestRestore would do with the same input. Changes nothing.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: RestorePreviewInput, required: true }) },
    resolve: (_root, { input }, { db }) => previewRestore(db, withoutNulls(input)),
  }),
);
