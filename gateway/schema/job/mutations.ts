import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { retryJob } from '@holdfast/db/services/job/retry';
import { builder } from '../../builder.ts';
import { ANNOUNCE } from '../announce-input.ts';
import { BackupTypeEnum } from '../recovery-point-enums.ts';
import { RetentionRuleNameEnum } from '../retention/enums.ts';
import { existing } from '../existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';
import { KeepForInput } from '../retention/input.ts';
import { RESTORE_DATABASE, RESTORE_PATHS, RESTORE_TABLES, RestoreTargetInput } from '../restore-input.ts';

/** What a mutation that makes or changes a job gives back. */
export function jobPayload(name: string) {
  return builder.objectRef<{ jobId: string }>(name).implement({
    fields: (t) => ({
      job: t.drizzleField({
        type: 'jobs',
        resolve: (query, { jobId }, _args, { db }) =>
          existing(db.query.jobs.findFirst(query({ where: { id: jobId } }))),
      }),
    }),
  });
}

const BackupNowInput = builder.inputType('BackupNowInput', {
  fields: (t) => ({
    itemId: t.id({ required: true }),
    backupType: t.field({ type: BackupTypeEnum, description: 'One that the kind has. Default: FULL.' }),
    keep: t.field({
      type: KeepForInput,
      description: 'How long its point stays at least, whatever the policy says. Default: as the policy says.',
    }),
    keepAs: t.field({
      type: RetentionRuleNameEnum,
      description: "The same: as long as this rule of the item's policy keeps a point. Not together with keep.",
    }),
    announce: t.field(ANNOUNCE),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const RequestRestoreInput = builder.inputType('RequestRestoreInput', {
  fields: (t) => ({
    recoveryPointId: t.id({ required: true }),
    paths: t.stringList(RESTORE_PATHS),
    database: t.string(RESTORE_DATABASE),
    tables: t.stringList(RESTORE_TABLES),
    target: t.field({ type: RestoreTargetInput }),
    announce: t.field(ANNOUNCE),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const CancelJobInput = builder.inputType('CancelJobInput', {
  fields: (t) => ({
    jobId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const RetryJobInput = builder.inputType('RetryJobInput', {
  fields: (t) => ({
    jobId: t.id({ required: true }),
    announce: t.field(ANNOUNCE),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  backupNow: t.field({
    type: jobPayload('BackupNowPayload'),
    description:
      'Queues a backup of an item. Conflict JOB_RUNNING names the backup that is already open. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: BackupNowInput, required: true }) },
    resolve: (_root, { input }, ctx) => requestBackup(ctx, requestOf(input)),
  }),
  requestRestore: t.field({
    type: jobPayload('RequestRestorePayload'),
    description:
      'Queues a restore. It lands beside its target, is checked, then takes its place: at any moment the target is wholly old or wholly new. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: RequestRestoreInput, required: true }) },
    resolve: (_root, { input }, ctx) => requestRestore(ctx, requestOf(input)),
  }),
  cancelJob: t.field({
    type: jobPayload('CancelJobPayload'),
    description: 'Asks a job to stop. It ends CANCELLED once what it began is taken back. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: CancelJobInput, required: true }) },
    resolve: (_root, { input }, ctx) => cancelJob(ctx, requestOf(input)),
  }),
  retryJob: t.field({
    type: jobPayload('RetryJobPayload'),
    description: 'Makes a new job that does again what a failed or cancelled one was to do. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: RetryJobInput, required: true }) },
    resolve: (_root, { input }, ctx) => retryJob(ctx, requestOf(input)),
  }),
}));
