import { jobs } from '@holdfast/db/schema';
import { builder } from '../../builder.ts';
import { JobOperationEnum, JobStatusEnum } from './enums.ts';
import { filterSql } from '../filter-sql.ts';

const Filter = builder.inputType('JobFilter', {
  fields: (t) => ({
    status: t.field({ type: [JobStatusEnum] }),
    operation: t.field({ type: [JobOperationEnum] }),
    itemId: t.id(),
    vaultId: t.id({ description: 'Work on the vault itself, not on the items in it.' }),
  }),
});

const Order = builder.enumType('JobOrder', {
  description: 'By when they were asked for.',
  values: { NEWEST_FIRST: {}, OLDEST_FIRST: {} } as const,
});

function whereOf(filter: typeof Filter.$inferInput | null | undefined) {
  return {
    ...(filter?.status && { status: { in: filter.status } }),
    ...(filter?.operation && { operation: { in: filter.operation } }),
    ...(filter?.itemId != null && { itemId: filter.itemId }),
    ...(filter?.vaultId != null && { vaultId: filter.vaultId }),
  };
}

builder.queryFields((t) => ({
  job: t.drizzleField({
    type: 'jobs',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.jobs.findFirst(query({ where: { id } })),
  }),
  jobs: t.drizzleConnection({
    type: 'jobs',
    args: { filter: t.arg({ type: Filter }), orderBy: t.arg({ type: Order, defaultValue: 'NEWEST_FIRST' }) },
    totalCount: (_root, { filter }, { db }) => db.$count(jobs, filterSql(jobs, whereOf(filter))),
    resolve: (query, _root, { filter, orderBy }, { db }) =>
      db.query.jobs.findMany(
        query({ where: whereOf(filter), orderBy: { id: orderBy === 'OLDEST_FIRST' ? 'asc' : 'desc' } }),
      ),
  }),
}));
