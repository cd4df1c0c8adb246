import { recoveryPoints } from '@holdfast/db/schema';
import { builder } from '../builder.ts';
import { BackupTypeEnum, ConsistencyEnum, PartKindEnum, PointStateEnum, TierEnum } from './recovery-point-enums.ts';
import { filterSql } from './filter-sql.ts';
import { PointDatabase } from './point-databases.ts';
import { DeletionType } from './retention/deletion.ts';
import { RecoveryPointHold } from './retention/hold.ts';
import { RetentionReason } from './retention/reason.ts';
import { PointDamage } from './verification/damage.ts';

/** All points of the item are judged for it, though once for all of them that are asked about together. */
const JUDGED = { select: { columns: { id: true, itemId: true } } } as const;

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

export const RecoveryPoint = builder.drizzleNode('recoveryPoints', {
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
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Before this time retention lets it be. Null: no date is known, as while a count or a hold keeps it, or it goes.',
      ...JUDGED,
      complexity: 10,
      resolve: async ({ id, itemId }, _args, { load }) => (await load.verdictsOfItem(itemId)).get(id)?.until,
    }),
    keptBy: t.field({
      type: [RetentionReason],
      description:
        'Why retention lets it be. Empty where it does not, where it is not applied, since protection is stopped, and once the point was deleted for good.',
      ...JUDGED,
      complexity: { field: 10, multiplier: 5 },
      resolve: async ({ id, itemId }, _args, { load }) => (await load.verdictsOfItem(itemId)).get(id)?.keptBy ?? [],
    }),
    keepUntil: t.expose('keepUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'A time of its own before which retention lets it be, whatever the policy says.',
    }),
    holds: t.relation('holds', {
      type: RecoveryPointHold,
      description: 'Who wants it to stay; those that were released are not here.',
      query: { where: { releasedAt: { isNull: true } }, orderBy: { heldAt: 'asc' } },
    }),
    deletion: t.field({
      type: DeletionType,
      nullable: true,
      description: 'Null while it is available.',
      select: { columns: { deletion: true } },
      resolve: ({ deletion }) => deletion,
    }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true }),
    removableAt: t.expose('removableAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Of a deleted one: until then at least it can be brought back.',
    }),
    removedAt: t.expose('removedAt', { type: 'DateTime', nullable: true, description: 'When it was gone for good.' }),
    sizeBytes: t.expose('sizeBytes', { type: 'Long', description: 'The size of the data.' }),
    storedBytes: t.expose('storedBytes', {
      type: 'Long',
      description: 'What the vault grew by, after deduplication and compression.',
    }),
    files: t.expose('files', { type: 'Long', nullable: true }),
    warningCount: t.exposeInt('warningCount', {
      description:
        'How much is known not to have been read; the job lists it. Of a point that was rebuilt from its vault nothing is known: its job says so (REBUILT_FROM_VAULT).',
    }),
    damage: t.field({
      type: PointDamage,
      nullable: true,
      description:
        'What is wrong with what the vault holds of it; null while nothing is known. A restore fails rather than give wrong data.',
      select: { columns: { damage: true, damagedAt: true } },
      resolve: ({ damage, damagedAt }) => damage && { ...damage, foundAt: damagedAt },
    }),
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
    isDamaged: t.boolean({ description: 'True: only those with which something is wrong. False: only good ones.' }),
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
    ...(filter?.isDamaged != null && {
      damagedAt: filter.isDamaged ? { isNotNull: true as const } : { isNull: true as const },
    }),
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
