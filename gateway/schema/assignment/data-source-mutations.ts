import { protectDataSource } from '@holdfast/db/services/data-source/protect';
import { registerDataSource } from '@holdfast/db/services/data-source/register';
import { removeDataSource } from '@holdfast/db/services/data-source/remove';
import { updateDataSource } from '@holdfast/db/services/data-source/update';
import { builder } from '../../builder.ts';
import { existing } from '../existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';
import { sourceAsTaken, sourceAsWritten } from '../source/given.ts';
import { SourceInput } from '../source/union.ts';
import { TagInput, tagRecord } from '../tag.ts';

const RegisterDataSourceInput = builder.inputType('RegisterDataSourceInput', {
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Unlike that of any other data source. The item that it becomes is called the same.',
    }),
    source: t.field({ type: SourceInput, required: true }),
    siteId: t.id({ description: 'The site whose workers reach it. May be left out while there is only one.' }),
    tags: t.field({ type: [TagInput], description: 'What rules choose it by. The item that it becomes has them too.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateDataSourceInput = builder.inputType('UpdateDataSourceInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    dataSourceId: t.id({ required: true }),
    name: t.string({ description: 'Unlike that of any other data source.' }),
    tags: t.field({ type: [TagInput], description: 'All of them anew.' }),
    password: t.field({
      type: 'Secret',
      description:
        'What opens it now: sealed at once, never shown. Once the source is protected its item has the password: updateItem.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ProtectDataSourceInput = builder.inputType('ProtectDataSourceInput', {
  fields: (t) => ({
    dataSourceId: t.id({ required: true }),
    vaultId: t.id({ required: true, description: 'At the site of the data source.' }),
    policyId: t.id({ required: true }),
    rpoSeconds: t.int({ description: 'How much time of data may be lost: 60 or more.' }),
    rtoSeconds: t.int({ description: 'How long a restore may take.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const RemoveDataSourceInput = builder.inputType('RemoveDataSourceInput', {
  fields: (t) => ({ dataSourceId: t.id({ required: true }), idempotencyKey: t.string(IDEMPOTENCY_KEY) }),
});

function dataSourcePayload(name: string) {
  return builder.objectRef<{ dataSourceId: string }>(name).implement({
    fields: (t) => ({
      dataSource: t.drizzleField({
        type: 'dataSources',
        nullable: true,
        description: 'Null where it was removed since: the answer to a repeated request.',
        resolve: (query, { dataSourceId }, _args, { db }) =>
          db.query.dataSources.findFirst(query({ where: { id: dataSourceId } })),
      }),
    }),
  });
}

const ProtectDataSourcePayload = builder.objectRef<{ itemId: string }>('ProtectDataSourcePayload').implement({
  fields: (t) => ({
    item: t.drizzleField({
      type: 'protectedItems',
      resolve: (query, { itemId }, _args, { db }) =>
        existing(db.query.protectedItems.findFirst(query({ where: { id: itemId } }))),
    }),
  }),
});

const RemoveDataSourcePayload = builder.objectRef<{ dataSourceId: string }>('RemoveDataSourcePayload').implement({
  fields: (t) => ({ dataSourceId: t.exposeID('dataSourceId') }),
});

builder.mutationFields((t) => ({
  registerDataSource: t.field({
    type: dataSourcePayload('RegisterDataSourcePayload'),
    description:
      'Makes a data source known. It is unprotected until someone protects it or an assignment rule does, a few seconds later where one matches. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: RegisterDataSourceInput, required: true }) },
    resolve: async (_root, { input: { source, tags, ...rest } }, ctx) => {
      const input = { ...rest, source: sourceAsTaken(source), tags: tagRecord(tags) };
      try {
        return await registerDataSource(ctx, requestOf(input));
      } catch (error) {
        throw sourceAsWritten(error, source);
      }
    },
  }),
  updateDataSource: t.field({
    type: dataSourcePayload('UpdateDataSourcePayload'),
    description:
      'Changes the name, the tags or the password of a data source. While it is unprotected the rules are looked at anew; the item that it has become stays as it is. Conflict SOURCE_PROTECTED: give the password to its item. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: UpdateDataSourceInput, required: true }) },
    resolve: (_root, { input }, ctx) => {
      const given = { ...input, tags: tagRecord(input.tags) };
      return updateDataSource(ctx, requestOf(given));
    },
  }),
  protectDataSource: t.field({
    type: ProtectDataSourcePayload,
    description:
      'Puts a data source under a policy in a vault, whatever the rules say: from then on no rule changes it. Conflict ALREADY_PROTECTED, VAULT_AT_ANOTHER_SITE. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: ProtectDataSourceInput, required: true }) },
    resolve: (_root, { input }, ctx) => protectDataSource(ctx, requestOf(input)),
  }),
  removeDataSource: t.field({
    type: RemoveDataSourcePayload,
    description:
      'Forgets a data source. The item that it has become stays as it is, with its recovery points. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: RemoveDataSourceInput, required: true }) },
    resolve: (_root, { input }, ctx) => removeDataSource(ctx, requestOf(input)),
  }),
}));
