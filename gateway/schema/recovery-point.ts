import { recoveryPoints } from '@holdfast/db/schema';
import { builder } from '../builder.ts';
import { BackupTypeEnum, ConsistencyEnum, PartKindEnum, PointStateEnum, TierEnum } from './enums.ts';
import { filterSql } from './filter-sql.ts';
import { PointDatabase } from './point-databases.ts';

const Part = builder.drizzleObject('recoveryPointParts', {
  name: 'RecoveryPointPart',
  description: 'One engine snapshot that a recovery point needs.',
  select: { columns: { pointId: true, ordinal: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.expose('kind', { type: PartKindEnum }),
    snapshotId: t.exposeString('snapshotId', {
      description: "The engine's own id: with it stock restic finds the part without Holdfast.",
    }),
    sizeBytes: t.expose('sizeBytes', { type: 'Long' }),
    storedBytes: t.expose('storedBytes', { type: 'Long' }),
  }),
});

builder.drizzleNode('recoveryPoints', {
  name: 'RecoveryPoint',
  description: 'A state of an item at a time, restorable as a whole.',
  id: { column: (point) => point.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    item: t.relation('item'),
    job: t.relation('job', { description: 'The backup that made it.' }),
    state: t.expose('state', { type: PointStateEnum }),
    type: t.expose('type', { type: BackupTypeEnum }),
    consistency: t.expose('consistency', { type: ConsistencyEnum }),
    takenAt: t.expose('takenAt', { type: 'DateTime', description: 'The instant whose state this is.' }),
    committedAt: t.expose('committedAt', { type: 'DateTime', description: 'When all of it was safely stored.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it is meant to be kept.' }),
    sizeBytes: t.expose('sizeBytes', { type: 'Long', description: 'The size of the data.' }),
    storedBytes: t.expose('storedBytes', {
      type: 'Long',
      description: 'What the vault grew by, after deduplication and compression.',
    }),
    files: t.expose('files', { type: 'Long', nullable: true }),
    warningCount: t.exposeInt('warningCount', { description: 'How much could not be read; the job lists it.' }),
    tiers: t.field({
      type: [TierEnum],
      select: { columns: {}, with: { tiers: { columns: { tier: true } } } },
      resolve: ({ tiers }) => tiers.map(({ tier }) => tier),
    }),
    databases: t.field({
      type: [PointDatabase],
      nullable: true,
      description: 'What can be picked out of a point of databases. Null for other points, and where it is not known.',
      select: { columns: { contents: true } },
      resolve: ({ contents }) => contents && [...contents.databases],
    }),
    parts: t.relation('parts', { type: Part, query: { orderBy: { ordinal: 'asc' } } }),
  }),
});

const Filter = builder.inputType('RecoveryPointFilter', {
  fields: (t) => ({
    itemId: t.id(),
    state: t.field({ type: [PointStateEnum], description: 'Default: AVAILABLE alone.' }),
    takenAfter: t.field({ type: 'DateTime', description: 'Taken at this instant or later.' }),
    takenBefore: t.field({ type: 'DateTime', description: 'Taken before this instant.' }),
  }),
});

const Order = builder.enumType('RecoveryPointOrder', {
  values: { NEWEST_FIRST: { description: 'By the instant they were taken.' }, OLDEST_FIRST: {} } as const,
});

function whereOf(filter: typeof Filter.$inferInput | null | undefined) {
  return {
    state: { in: filter?.state ?? ['AVAILABLE' as const] },
    ...(filter?.itemId != null && { itemId: filter.itemId }),
    takenAt: {
      ...(filter?.takenAfter && { gte: filter.takenAfter }),
      ...(filter?.takenBefore && { lt: filter.takenBefore }),
    },
  };
}

builder.queryFields((t) => ({
  recoveryPoint: t.drizzleField({
    type: 'recoveryPoints',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.recoveryPoints.findFirst(query({ where: { id } })),
  }),
  recoveryPoints: t.drizzleConnection({
    type: 'recoveryPoints',
    args: { filter: t.arg({ type: Filter }), orderBy: t.arg({ type: Order, defaultValue: 'NEWEST_FIRST' }) },
    totalCount: (_root, { filter }, { db }) => db.$count(recoveryPoints, filterSql(recoveryPoints, whereOf(filter))),
    resolve: (query, _root, { filter, orderBy }, { db }) =>
      db.query.recoveryPoints.findMany(
        query({ where: whereOf(filter), orderBy: { takenAt: orderBy === 'OLDEST_FIRST' ? 'asc' : 'desc' } }),
      ),
  }),
}));
