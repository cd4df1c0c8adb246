import { policies } from '@holdfast/db/schema';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { builder } from '../builder.ts';
import { existing } from './existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';
import { parentId } from './parent-id.ts';

builder.drizzleNode('policies', {
  name: 'Policy',
  description: 'What is decided for all items under it.',
  id: { column: (policy) => policy.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    retentionDays: t.exposeInt('retentionDays', { description: 'How long a recovery point is meant to be kept.' }),
    keepReplacedDays: t.exposeInt('keepReplacedDays', { description: 'How long a restore keeps what it replaced.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    items: t.relatedConnection(
      'items',
      {
        description: 'What is under this policy, by name.',
        query: { orderBy: { name: 'asc' } },
      },
      {
        fields: (t) => ({
          totalCount: t.int({
            complexity: 10,
            resolve: (connection, _args, ctx) => ctx.load.itemsOfPolicy(parentId(connection)),
          }),
        }),
      },
    ),
  }),
});

builder.queryFields((t) => ({
  policy: t.drizzleField({
    type: 'policies',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.policies.findFirst(query({ where: { id } })),
  }),
  policies: t.drizzleConnection({
    type: 'policies',
    description: 'All policies, by name.',
    totalCount: (_root, _args, { db }) => db.$count(policies),
    resolve: (query, _root, _args, { db }) => db.query.policies.findMany(query({ orderBy: { name: 'asc' } })),
  }),
}));

const CreatePolicyInput = builder.inputType('CreatePolicyInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'Unlike that of any other policy.' }),
    retentionDays: t.int({ description: 'Default: 30.' }),
    keepReplacedDays: t.int({ description: 'Default: 7.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const CreatePolicyPayload = builder.objectRef<{ policyId: string }>('CreatePolicyPayload').implement({
  fields: (t) => ({
    policy: t.drizzleField({
      type: 'policies',
      resolve: (query, { policyId }, _args, { db }) =>
        existing(db.query.policies.findFirst(query({ where: { id: policyId } }))),
    }),
  }),
});

builder.mutationField('createPolicy', (t) =>
  t.field({
    type: CreatePolicyPayload,
    description: 'Makes a policy. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: CreatePolicyInput, required: true }) },
    resolve: (_root, { input }, ctx) => createPolicy(ctx, requestOf(input)),
  }),
);
