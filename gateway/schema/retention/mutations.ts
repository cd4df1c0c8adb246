import { holdRecoveryPoint } from '@holdfast/db/services/recovery-point/hold';
import { releaseHold } from '@holdfast/db/services/recovery-point/release';
import { requestRetention } from '@holdfast/db/services/retention/request';
import { builder } from '../../builder.ts';
import { existing } from '../existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';

const ApplyRetentionInput = builder.inputType('ApplyRetentionInput', {
  fields: (t) => ({
    vaultId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const HoldRecoveryPointInput = builder.inputType('HoldRecoveryPointInput', {
  fields: (t) => ({
    recoveryPointId: t.id({ required: true }),
    reason: t.string({ required: true, description: 'Why it must stay: up to 500 characters.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ReleaseHoldInput = builder.inputType('ReleaseHoldInput', {
  fields: (t) => ({
    holdId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ApplyRetentionPayload = builder.objectRef<{ jobId: string }>('ApplyRetentionPayload').implement({
  fields: (t) => ({
    job: t.drizzleField({
      type: 'jobs',
      resolve: (query, { jobId }, _args, { db }) => existing(db.query.jobs.findFirst(query({ where: { id: jobId } }))),
    }),
  }),
});

function holdPayload(name: string) {
  return builder.objectRef<{ pointId: string; holdId: string }>(name).implement({
    fields: (t) => ({
      holdId: t.exposeID('holdId'),
      recoveryPoint: t.drizzleField({
        type: 'recoveryPoints',
        resolve: (query, { pointId }, _args, { db }) =>
          existing(db.query.recoveryPoints.findFirst(query({ where: { id: pointId } }))),
      }),
    }),
  });
}

builder.mutationFields((t) => ({
  applyRetention: t.field({
    type: ApplyRetentionPayload,
    description:
      'Applies the policies of what a vault holds now; it happens once a day by itself. Points that no rule keeps are deleted softly, and removed for good once the vault has kept them for its days. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: ApplyRetentionInput, required: true }) },
    resolve: (_root, { input }, ctx) => requestRetention(ctx, requestOf(input)),
  }),
  holdRecoveryPoint: t.field({
    type: holdPayload('HoldRecoveryPointPayload'),
    description:
      'Keeps a recovery point, whatever its retention says, until the hold is released. One that was deleted softly comes back. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: HoldRecoveryPointInput, required: true }) },
    resolve: (_root, { input }, ctx) => holdRecoveryPoint(ctx, requestOf(input)),
  }),
  releaseHold: t.field({
    type: holdPayload('ReleaseHoldPayload'),
    description:
      'Ends a hold on a recovery point. Retention judges it again the next time; nothing goes at once. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: ReleaseHoldInput, required: true }) },
    resolve: (_root, { input }, ctx) => releaseHold(ctx, requestOf(input)),
  }),
}));
