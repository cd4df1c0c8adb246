import { resumeProtection } from '@holdfast/db/services/protected-item/resume';
import { stopProtection } from '@holdfast/db/services/protected-item/stop';
import { deleteRecoveryPoint } from '@holdfast/db/services/recovery-point/delete';
import { undelete } from '@holdfast/db/services/recovery-point/undelete';
import { builder } from '../builder.ts';
import { DataAfterStopEnum } from './protected-item-enums.ts';
import { existing } from './existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';

const REASON = { required: true, description: 'Why, for whoever reads the audit log: up to 500 characters.' } as const;

const StopProtectionInput = builder.inputType('StopProtectionInput', {
  fields: (t) => ({
    itemId: t.id({ required: true }),
    data: t.field({
      type: DataAfterStopEnum,
      description: 'What becomes of its recovery points. Default: RETAIN_FOREVER.',
    }),
    reason: t.string(REASON),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ResumeProtectionInput = builder.inputType('ResumeProtectionInput', {
  fields: (t) => ({ itemId: t.id({ required: true }), idempotencyKey: t.string(IDEMPOTENCY_KEY) }),
});

const DeleteRecoveryPointInput = builder.inputType('DeleteRecoveryPointInput', {
  fields: (t) => ({
    recoveryPointId: t.id({ required: true }),
    reason: t.string(REASON),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UndeleteInput = builder.inputType('UndeleteInput', {
  fields: (t) => ({
    itemId: t.id({ required: true }),
    recoveryPointId: t.id({ description: 'One point of it. Default: all that people deleted.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

function itemPayload<T extends { itemId: string }>(name: string) {
  return builder.objectRef<T>(name).implement({
    fields: (t) => ({
      item: t.drizzleField({
        type: 'protectedItems',
        resolve: (query, { itemId }, _args, { db }) =>
          existing(db.query.protectedItems.findFirst(query({ where: { id: itemId } }))),
      }),
    }),
  });
}

const StopProtectionPayload = itemPayload<{ itemId: string; deleted: string }>('StopProtectionPayload');
builder.objectField(StopProtectionPayload, 'deletedPoints', (t) =>
  t.int({ description: 'How many recovery points were deleted softly.', resolve: ({ deleted }) => Number(deleted) }),
);

const UndeletePayload = itemPayload<{ itemId: string; undeleted: string }>('UndeletePayload');
builder.objectField(UndeletePayload, 'undeletedPoints', (t) =>
  t.int({ description: 'How many recovery points came back.', resolve: ({ undeleted }) => Number(undeleted) }),
);

const DeleteRecoveryPointPayload = builder.objectRef<{ pointId: string }>('DeleteRecoveryPointPayload').implement({
  fields: (t) => ({
    recoveryPoint: t.drizzleField({
      type: 'recoveryPoints',
      resolve: (query, { pointId }, _args, { db }) =>
        existing(db.query.recoveryPoints.findFirst(query({ where: { id: pointId } }))),
    }),
  }),
});

builder.mutationFields((t) => ({
  stopProtection: t.field({
    type: StopProtectionPayload,
    description:
      'Stops the backups of an item. What there is stays, as its policy says, or is deleted softly. Needs the role CONTRIBUTOR, to delete data ADMIN.',
    errors: {},
    args: { input: t.arg({ type: StopProtectionInput, required: true }) },
    resolve: (_root, { input }, ctx) => stopProtection(ctx, requestOf(input)),
  }),
  resumeProtection: t.field({
    type: itemPayload<{ itemId: string }>('ResumeProtectionPayload'),
    description: "Protects an item again: by its policy's schedule from now on. Needs the role CONTRIBUTOR.",
    errors: {},
    args: { input: t.arg({ type: ResumeProtectionInput, required: true }) },
    resolve: (_root, { input }, ctx) => resumeProtection(ctx, requestOf(input)),
  }),
  deleteRecoveryPoint: t.field({
    type: DeleteRecoveryPointPayload,
    description:
      'Deletes a recovery point softly: it can be undeleted for the days of its vault, then it is removed for good. Needs the role ADMIN, and is not done from Slack.',
    errors: {},
    args: { input: t.arg({ type: DeleteRecoveryPointInput, required: true }) },
    resolve: (_root, { input }, ctx) => deleteRecoveryPoint(ctx, requestOf(input)),
  }),
  undelete: t.field({
    type: UndeletePayload,
    description: 'Brings back what people deleted of an item. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: UndeleteInput, required: true }) },
    resolve: (_root, { input }, ctx) => undelete(ctx, requestOf(input)),
  }),
}));
