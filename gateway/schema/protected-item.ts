import { and } from 'drizzle-orm';
import type { Proof } from '@holdfast/db/domain/proof';
import { protectedItems } from '@holdfast/db/schema';
import { sourceOf } from '@holdfast/db/sources/index';
import { builder } from '../builder.ts';
import type { Loaders } from '../loaders.ts';
import { ProofType, TrendType } from './drill/of-item.ts';
import { DrillQueryType } from './drill/rule.ts';
import { AfterStopEnum, ProtectionStateEnum, SourceKindEnum } from './protected-item-enums.ts';
import { filterSql } from './filter-sql.ts';
import { ScheduledRun } from './schedule/scheduled-run.ts';
import { SourceUnion } from './source/union.ts';
import { parentId } from './parent-id.ts';
import { conditionOf, ProtectedItemFilter, whereOf } from './protected-item-filter.ts';
import { Health, ItemObjectives, ObjectiveBreach } from './objective/standing.ts';
import { Tag } from './tag.ts';

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

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, one) => (first && one && first <= one ? first : (one ?? first)), null);
}

/** Items are never deleted: that one has no proof to judge is a defect. */
async function proofOf(load: Loaders, itemId: string): Promise<Proof> {
  const proof = await load.proofOfItem(itemId);
  if (proof === null) throw new Error(`${itemId} is not in the store`);
  return proof;
}
