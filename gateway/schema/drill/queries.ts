import { drills } from '@holdfast/db/schema';
import { builder } from '../../builder.ts';
import { filterSql } from '../filter-sql.ts';
import { DrillChoiceEnum, DrillOutcomeEnum } from './enums.ts';

const Filter = builder.inputType('DrillFilter', {
  fields: (t) => ({
    itemId: t.id(),
    pointId: t.id({ description: 'Of this recovery point.' }),
    outcome: t.field({ type: [DrillOutcomeEnum] }),
    choice: t.field({ type: [DrillChoiceEnum] }),
    endedAfter: t.field({ type: 'DateTime', description: 'Ended at this instant or later.' }),
    endedBefore: t.field({ type: 'DateTime', description: 'Ended before this instant.' }),
  }),
});

function whereOf(filter: typeof Filter.$inferInput | null | undefined) {
  return {
    ...(filter?.itemId != null && { itemId: filter.itemId }),
    ...(filter?.pointId != null && { pointId: filter.pointId }),
    ...(filter?.outcome && { outcome: { in: filter.outcome } }),
    ...(filter?.choice && { choice: { in: filter.choice } }),
    endedAt: {
      ...(filter?.endedAfter && { gte: filter.endedAfter }),
      ...(filter?.endedBefore && { lt: filter.endedBefore }),
    },
  };
}

builder.queryFields((t) => ({
  drill: t.drizzleField({
    type: 'drills',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.drills.findFirst(query({ where: { id } })),
  }),
  drills: t.drizzleConnection({
    type: 'drills',
    description: 'What drills found, newest first.',
    args: { filter: t.arg({ type: Filter }) },
    totalCount: (_root, { filter }, { db }) => db.$count(drills, filterSql(drills, whereOf(filter))),
    resolve: (query, _root, { filter }, { db }) =>
      db.query.drills.findMany(query({ where: whereOf(filter), orderBy: { id: 'desc' } })),
  }),
}));
