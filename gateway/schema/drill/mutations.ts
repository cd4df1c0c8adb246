import { requestDrill } from '@holdfast/db/services/drill/request';
import { builder } from '../../builder.ts';
import { ANNOUNCE } from '../announce-input.ts';
import { jobPayload } from '../job/mutations.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';
import { DrillChoiceEnum } from './enums.ts';

const RunDrillInput = builder.inputType('RunDrillInput', {
  fields: (t) => ({
    itemId: t.id({ required: true }),
    choice: t.field({ type: DrillChoiceEnum, description: 'Default: NEWEST.' }),
    announce: t.field(ANNOUNCE),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('runDrill', (t) =>
  t.field({
    type: jobPayload('RunDrillPayload'),
    description:
      'Queues a drill of an item: a recovery point is restored for real to a scratch target, compared with what the vault holds, and removed. The original is not touched. Conflict JOB_RUNNING names the drill that is already open. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: RunDrillInput, required: true }) },
    resolve: (_root, { input }, ctx) => requestDrill(ctx, requestOf(input)),
  }),
);
