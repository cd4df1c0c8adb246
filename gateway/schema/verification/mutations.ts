import { requestVerification } from '@holdfast/db/services/verification/request';
import { builder } from '../../builder.ts';
import { existing } from '../existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';

const VerifyVaultInput = builder.inputType('VerifyVaultInput', {
  fields: (t) => ({
    vaultId: t.id({ required: true }),
    everything: t.boolean({
      description: 'True: all that the vault stores is read, not only the share that is next in turn.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const VerifyVaultPayload = builder.objectRef<{ jobId: string }>('VerifyVaultPayload').implement({
  fields: (t) => ({
    job: t.drizzleField({
      type: 'jobs',
      resolve: (query, { jobId }, _args, { db }) => existing(db.query.jobs.findFirst(query({ where: { id: jobId } }))),
    }),
  }),
});

builder.mutationField('verifyVault', (t) =>
  t.field({
    type: VerifyVaultPayload,
    description:
      'Checks what a vault holds now; it happens once a day by itself. It is compared with the catalogue, its structure is checked, the next share of its data is read (one of as many as it has days; with `everything` all), and what can be repaired is. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: VerifyVaultInput, required: true }) },
    resolve: (_root, { input }, ctx) => requestVerification(ctx, requestOf(input)),
  }),
);
