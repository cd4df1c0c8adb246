import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { builder } from '../builder.ts';
import { EDIT } from './objective/edit.ts';
import { DrillQueryInput } from './drill/rule.ts';
import { existing } from './existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';
import { sourceAsTaken, sourceAsWritten } from './source/given.ts';
import { SourceInput } from './source/union.ts';
import { TagInput, tagRecord } from './tag.ts';

const ProtectItemInput = builder.inputType('ProtectItemInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'Unlike that of any other item.' }),
    vaultId: t.id({ required: true }),
    policyId: t.id({ required: true }),
    source: t.field({ type: SourceInput, required: true }),
    tags: t.field({ type: [TagInput] }),
    rpoSeconds: t.int({ description: 'How much time of data may be lost: 60 or more.' }),
    rtoSeconds: t.int({ description: 'How long a restore may take.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ProtectItemPayload = builder.objectRef<{ itemId: string }>('ProtectItemPayload').implement({
  fields: (t) => ({
    item: t.drizzleField({
      type: 'protectedItems',
      resolve: (query, { itemId }, _args, { db }) =>
        existing(db.query.protectedItems.findFirst(query({ where: { id: itemId } }))),
    }),
  }),
});

builder.mutationField('protectItem', (t) =>
  t.field({
    type: ProtectItemPayload,
    description:
      'Puts a data source under a policy in a vault. Whether it can be reached and read shows with the first backup. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: ProtectItemInput, required: true }) },
    resolve: async (_root, { input: { source, tags, ...rest } }, ctx) => {
      const input = { ...rest, source: sourceAsTaken(source), tags: tagRecord(tags) };
      try {
        return await protectItem(ctx, requestOf(input));
      } catch (error) {
        throw sourceAsWritten(error, source);
      }
    },
  }),
);

const UpdateItemInput = builder.inputType('UpdateItemInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    itemId: t.id({ required: true }),
    name: t.string({ description: 'Unlike that of any other item.' }),
    rpoSeconds: t.int(EDIT.rpoSeconds),
    rtoSeconds: t.int(EDIT.rtoSeconds),
    withoutRpo: t.boolean(EDIT.withoutRpo),
    withoutRto: t.boolean(EDIT.withoutRto),
    drillQueries: t.field({
      type: [DrillQueryInput],
      description: 'What restored databases are asked in drills: replaces all of them.',
    }),
    password: t.string({
      description:
        "The source's new password, where it asks for one: sealed at once, never shown. Jobs that begin later use it.",
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateItemPayload = builder.objectRef<{ itemId: string }>('UpdateItemPayload').implement({
  fields: (t) => ({
    item: t.drizzleField({
      type: 'protectedItems',
      resolve: (query, { itemId }, _args, { db }) =>
        existing(db.query.protectedItems.findFirst(query({ where: { id: itemId } }))),
    }),
  }),
});

builder.mutationField('updateItem', (t) =>
  t.field({
    type: UpdateItemPayload,
    description:
      'Changes the name of an item, its objectives, the password of its source, or what its drills ask. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: UpdateItemInput, required: true }) },
    resolve: (_root, { input }, ctx) => updateItem(ctx, requestOf(input)),
  }),
);
