import { auditLog } from '@holdfast/db/schema';
import { builder } from '../builder.ts';
import { ActorType } from './actor.ts';
import { filterSql } from './filter-sql.ts';

builder.drizzleObject('auditLog', {
  name: 'AuditEntry',
  description: 'Who did what to what, and when. It never changes.',
  select: { columns: { seq: true } },
  fields: (t) => ({
    seq: t.expose('seq', { type: 'Long', description: 'Rises from entry to entry.' }),
    at: t.expose('at', { type: 'DateTime' }),
    actor: t.field({ type: ActorType, select: { columns: { actor: true } }, resolve: ({ actor }) => actor }),
    action: t.exposeString('action', { description: 'For instance job.backup-requested.' }),
    subjectId: t.exposeID('subjectId', { description: 'What it was done to.' }),
    details: t.expose('details', { type: 'JSON' }),
  }),
});

const Filter = builder.inputType('AuditFilter', {
  fields: (t) => ({
    action: t.stringList(),
    subjectId: t.id(),
    since: t.field({ type: 'DateTime', description: 'At this instant or later.' }),
    before: t.field({ type: 'DateTime', description: 'Before this instant.' }),
  }),
});

function whereOf(filter: typeof Filter.$inferInput | null | undefined) {
  return {
    ...(filter?.action && { action: { in: filter.action } }),
    ...(filter?.subjectId != null && { subjectId: filter.subjectId }),
    at: { ...(filter?.since && { gte: filter.since }), ...(filter?.before && { lt: filter.before }) },
  };
}

builder.queryField('auditLog', (t) =>
  t.drizzleConnection({
    type: 'auditLog',
    authScopes: { may: 'access.write' },
    description: 'What everyone did, newest first. Needs the role ADMIN.',
    args: { filter: t.arg({ type: Filter }) },
    totalCount: (_root, { filter }, { db }) => db.$count(auditLog, filterSql(auditLog, whereOf(filter))),
    resolve: (query, _root, { filter }, { db }) =>
      db.query.auditLog.findMany(query({ where: whereOf(filter), orderBy: { seq: 'desc' } })),
  }),
);
