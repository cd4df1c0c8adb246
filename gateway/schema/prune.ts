import { requestPrune } from '@holdfast/db/services/prune/request';
import { builder } from '../builder.ts';
import { existing } from './existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';

const PruneVaultInput = builder.inputType('PruneVaultInput', {
  fields: (t) => ({
    vaultId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const PruneVaultPayload = builder.objectRef<{ jobId: string }>('PruneVaultPayload').implement({
  fields: (t) => ({
    job: t.drizzleField({
      type: 'jobs',
      resolve: (query, { jobId }, _args, { db }) => existing(db.query.jobs.findFirst(query({ where: { id: jobId } }))),
    }),
  }),
});

builder.mutationField('pruneVault', (t) =>
  t.field({
    type: PruneVaultPayload,
    description:
      'Has a vault reclaim now what space it can, however little that is; once a day it does so by itself where it is worth it. Backups and restores there wait meanwhile, for minutes at most; a restore that waits interrupts it. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: PruneVaultInput, required: true }) },
    resolve: (_root, { input }, ctx) => requestPrune(ctx, requestOf(input)),
  }),
);
