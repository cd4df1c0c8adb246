import { and } from 'drizzle-orm';
import type { Proof } from '@holdfast/db/domain/proof';
import { protectedItems } from '@holdfast/db/schema';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { sourceOf } from '@holdfast/db/sources/index';
import { builder } from '../builder.ts';
import type { Loaders } from '../loaders.ts';
import { ProofType, TrendType } from './drill/of-item.ts';
import { DrillQueryInput, DrillQueryType } from './drill/rule.ts';
import { AfterStopEnum, ProtectionStateEnum, SourceKindEnum } from './enums.ts';
import { existing } from './existing.ts';
import { filterSql } from './filter-sql.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';
import { sourceAsTaken, sourceAsWritten } from './source/given.ts';
import { ScheduledRun } from './schedule/scheduled-run.ts';
import { SourceInput, SourceUnion } from './source/union.ts';
import { parentId } from './parent-id.ts';
import { conditionOf, ProtectedItemFilter, whereOf } from './protected-item-filter.ts';
import { EDIT } from './objective/edit.ts';
import { Health, ItemObjectives, ObjectiveBreach } from './objective/standing.ts';
import { Tag, TagInput, tagRecord } from './tag.ts';

builder.drizzleNode('protectedItems', {
  name: 'ProtectedItem',
  description: 'A data source under a policy in a vault.',
  id: { column: (item) => item.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.expose('kind', { type: SourceKindEnum }),
    source: t.field({ type: SourceUnion, select: { columns: { kind: true, config: true } }, resolve: sourceOf }),
    state: t.expose('state', { type: ProtectionStateEnum }),
    afterStop: t.field({
      type: AfterStopEnum,
      nullable: true,
      description: 'What retention does since protection was stopped; null while it is protected.',
      select: { columns: { state: true, afterStop: true } },
      resolve: ({ state, afterStop }) => (state === 'STOPPED' ? afterStop : null),
    }),
    tags: t.field({ type: [Tag], select: { columns: { tags: true } }, resolve: ({ tags }) => Object.entries(tags) }),
    rpoSeconds: t.exposeInt('rpoSeconds', {
      nullable: true,
      description: 'Its own objective: how much time of data may be lost. Null: that of its policy counts.',
    }),
    rtoSeconds: t.exposeInt('rtoSeconds', {
      nullable: true,
      description: 'Its own objective: how long a restore may take. Null: that of its policy counts.',
    }),
    objectives: t.field({
      type: ItemObjectives,
      complexity: 10,
      resolve: ({ id }, _args, { load }) => load.standingOfItem(id),
    }),
    health: t.field({
      type: Health,
      complexity: 10,
      resolve: async ({ id }, _args, { load }) => (await load.healthOfItem(id)).health,
    }),
    breaches: t.relatedConnection('breaches', {
      type: ObjectiveBreach,
      description: 'When it did not meet an objective, newest first.',
      query: { orderBy: { seq: 'desc' } },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    vault: t.relation('vault'),
    policy: t.relation('policy'),
    site: t.relation('site'),
    recoveryPoints: t.relatedConnection(
      'recoveryPoints',
      {
        description: 'What can be restored, newest first.',
        query: { where: { state: 'AVAILABLE' }, orderBy: { takenAt: 'desc' } },
      },
      {
        fields: (t) => ({
          totalCount: t.int({
            complexity: 10,
            resolve: (connection, _args, ctx) => ctx.load.pointsOfItem(parentId(connection)),
          }),
        }),
      },
    ),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        "When its policy's schedule backs it up next; null without a schedule. In the past: that run is late.",
      select: { with: { schedules: { columns: { nextRunAt: true } } } },
      resolve: ({ schedules }) => earliest(schedules.map(({ nextRunAt }) => nextRunAt)),
    }),
    scheduledRuns: t.relatedConnection(
      'scheduledRuns',
      {
        type: ScheduledRun,
        description: 'What became of the runs that were due by its schedule, newest first.',
        query: { orderBy: { seq: 'desc' } },
      },
      {
        fields: (t) => ({
          totalCount: t.int({
            complexity: 10,
            resolve: (connection, _args, ctx) => ctx.load.scheduledRunsOfItem(parentId(connection)),
          }),
        }),
      },
    ),
    proof: t.field({
      type: ProofType,
      description: 'Whether it is proven restorable.',
      complexity: 5,
      resolve: ({ id }, _args, { load }) => proofOf(load, id),
    }),
    nextDrillAt: t.expose('nextDrillAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it is restored for real next; null where no drill is planned. In the past: it waits for its place.',
    }),
    drillQueries: t.field({
      type: [DrillQueryType],
      description: 'What restored databases are asked in drills, besides what every drill looks at.',
      select: { columns: { drillQueries: true } },
      resolve: ({ drillQueries }) => drillQueries,
    }),
    drillTrend: t.field({
      type: TrendType,
      complexity: 10,
      resolve: ({ id }, _args, { load }) => load.drillTrendOfItem(id),
    }),
    lastDrill: t.drizzleField({
      type: 'drills',
      nullable: true,
      complexity: 5,
      resolve: (query, { id }, _args, { db }) =>
        db.query.drills.findFirst(query({ where: { itemId: id }, orderBy: { id: 'desc' } })),
    }),
    drills: t.relatedConnection(
      'drills',
      {
        description: 'What its drills found, newest first.',
        query: { orderBy: { id: 'desc' } },
      },
      {
        fields: (t) => ({
          totalCount: t.int({
            complexity: 10,
            resolve: (connection, _args, ctx) => ctx.load.drillsOfItem(parentId(connection)),
          }),
        }),
      },
    ),
    jobs: t.relatedConnection(
      'jobs',
      {
        description: 'What was and is done with it, newest first.',
        query: { orderBy: { id: 'desc' } },
      },
      {
        fields: (t) => ({
          totalCount: t.int({
            complexity: 10,
            resolve: (connection, _args, ctx) => ctx.load.jobsOfItem(parentId(connection)),
          }),
        }),
      },
    ),
  }),
});

const Order = builder.enumType('ProtectedItemOrder', {
  values: { NAME: {}, NEWEST_FIRST: {}, OLDEST_FIRST: {} } as const,
});

const ORDERS = { NAME: { name: 'asc' }, NEWEST_FIRST: { id: 'desc' }, OLDEST_FIRST: { id: 'asc' } } as const;

builder.queryFields((t) => ({
  protectedItem: t.drizzleField({
    type: 'protectedItems',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.protectedItems.findFirst(query({ where: { id } })),
  }),
  protectedItems: t.drizzleConnection({
    type: 'protectedItems',
    args: { filter: t.arg({ type: ProtectedItemFilter }), orderBy: t.arg({ type: Order, defaultValue: 'NAME' }) },
    totalCount: async (_root, { filter }, { db }) =>
      db.$count(
        protectedItems,
        and(filterSql(protectedItems, whereOf(filter)), (await conditionOf(db, filter))(protectedItems)),
      ),
    resolve: async (query, _root, { filter, orderBy }, { db }) => {
      const condition = await conditionOf(db, filter);
      const where = { ...whereOf(filter), RAW: (of: typeof protectedItems) => condition(of) };
      return db.query.protectedItems.findMany(query({ where, orderBy: ORDERS[orderBy ?? 'NAME'] }));
    },
  }),
}));

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

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, one) => (first && one && first <= one ? first : (one ?? first)), null);
}

/** Items are never deleted: that one has no proof to judge is a defect. */
async function proofOf(load: Loaders, itemId: string): Promise<Proof> {
  const proof = await load.proofOfItem(itemId);
  if (proof === null) throw new Error(`${itemId} is not in the store`);
  return proof;
}
