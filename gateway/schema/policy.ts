import { daysOfEveryPoint } from '@holdfast/db/domain/retention';
import { policies } from '@holdfast/db/schema';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { builder } from '../builder.ts';
import { DrillRuleInput, DrillRuleType } from './drill/rule.ts';
import { existing } from './existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';
import { EDIT } from './objective/edit.ts';
import { parentId } from './parent-id.ts';
import { PolicyPresetEnum } from './policy-preset.ts';
import { RetentionInput, retentionOf } from './retention/input.ts';
import { RetentionType } from './retention/type.ts';
import { ScheduleInput } from './schedule/input.ts';
import { ScheduleType } from './schedule/type.ts';

builder.drizzleNode('policies', {
  name: 'Policy',
  description: 'What is decided for all items under it.',
  id: { column: (policy) => policy.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    retention: t.field({
      type: RetentionType,
      select: { columns: { retention: true } },
      resolve: ({ retention }) => retention,
    }),
    retentionDays: t.int({
      nullable: true,
      description: 'For how many days every recovery point is kept; null where retention says anything else.',
      select: { columns: { retention: true } },
      resolve: ({ retention }) => daysOfEveryPoint(retention),
    }),
    keepReplacedDays: t.exposeInt('keepReplacedDays', { description: 'How long a restore keeps what it replaced.' }),
    schedule: t.field({
      type: ScheduleType,
      nullable: true,
      description: 'When its items are backed up by themselves; null: on demand alone.',
      select: { columns: { schedule: true } },
      resolve: ({ schedule }) => schedule,
    }),
    rpoSeconds: t.exposeInt('rpoSeconds', {
      nullable: true,
      description: 'How much time of data its items may lose that have no objective of their own.',
    }),
    rtoSeconds: t.exposeInt('rtoSeconds', {
      nullable: true,
      description: 'How long a restore of its items may take that have no objective of their own.',
    }),
    drill: t.field({
      type: DrillRuleType,
      nullable: true,
      description: 'How its items are proven restorable; null: on demand alone.',
      select: { columns: { drill: true } },
      resolve: ({ drill }) => drill,
    }),
    version: t.exposeInt('version', { description: 'Rises with every edit.' }),
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
    preset: t.field({
      type: PolicyPresetEnum,
      description:
        'The schedule and the retention of this preset, each where it is not given here: what is given takes the place of that part as a whole.',
    }),
    timeZone: t.string({
      description: "Of the preset's schedule, such as Europe/Berlin. Default: UTC. Not together with schedule.",
    }),
    retention: t.field({
      type: RetentionInput,
      description: "Default: the preset's, or every recovery point for 30 days.",
    }),
    retentionDays: t.int({
      description: 'Short for a retention of every recovery point for so many days. Not together with retention.',
    }),
    keepReplacedDays: t.int({ description: 'Default: 7.' }),
    schedule: t.field({
      type: ScheduleInput,
      description: 'Without one and without a preset the items are backed up on demand alone.',
    }),
    rpoSeconds: t.int({ description: 'How much time of data its items may lose: 60 or more.' }),
    rtoSeconds: t.int({ description: 'How long a restore of its items may take.' }),
    drill: t.field({
      type: DrillRuleInput,
      description: 'How often each item is restored for real. Without one: on demand alone.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

function policyPayload(name: string) {
  return builder.objectRef<{ policyId: string }>(name).implement({
    fields: (t) => ({
      policy: t.drizzleField({
        type: 'policies',
        resolve: (query, { policyId }, _args, { db }) =>
          existing(db.query.policies.findFirst(query({ where: { id: policyId } }))),
      }),
    }),
  });
}

const UpdatePolicyInput = builder.inputType('UpdatePolicyInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    policyId: t.id({ required: true }),
    name: t.string({ description: 'Unlike that of any other policy.' }),
    schedule: t.field({ type: ScheduleInput, description: 'Replaces the schedule as a whole.' }),
    withoutSchedule: t.boolean({ description: 'True takes the schedule away: backups on demand alone.' }),
    drill: t.field({ type: DrillRuleInput, description: 'Replaces the rule of drills as a whole.' }),
    withoutDrill: t.boolean({ description: 'True takes the rule of drills away: drills on demand alone.' }),
    retention: t.field({
      type: RetentionInput,
      description: 'Replaces the rules as a whole. They count for recovery points that are there already.',
    }),
    rpoSeconds: t.int(EDIT.rpoSeconds),
    rtoSeconds: t.int(EDIT.rtoSeconds),
    withoutRpo: t.boolean(EDIT.withoutRpo),
    withoutRto: t.boolean(EDIT.withoutRto),
    impact: t.string({
      description: 'The fingerprint that policyImpact gave for this edit. Needed where it takes recovery points.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('createPolicy', (t) =>
  t.field({
    type: policyPayload('CreatePolicyPayload'),
    description: 'Makes a policy. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: CreatePolicyInput, required: true }) },
    resolve: (_root, { input }, ctx) => {
      const given = { ...input, retention: retentionOf(input.retention) };
      return createPolicy(ctx, requestOf(given));
    },
  }),
);

builder.mutationField('updatePolicy', (t) =>
  t.field({
    type: policyPayload('UpdatePolicyPayload'),
    description:
      'Changes the name, the schedule, the retention, the objectives or the drills of a policy. A new schedule reaches all its items at once. Conflict IMPACT_NOT_SHOWN and IMPACT_CHANGED: ask policyImpact first, then send its fingerprint. Needs the role CONTRIBUTOR.',
    errors: {},
    args: { input: t.arg({ type: UpdatePolicyInput, required: true }) },
    resolve: (_root, { input }, ctx) => {
      const given = { ...input, retention: retentionOf(input.retention) };
      return updatePolicy(ctx, requestOf(given));
    },
  }),
);
