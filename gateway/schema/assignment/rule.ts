import { describeCriteria } from '@holdfast/db/domain/assignment';
import { assignmentRules } from '@holdfast/db/schema';
import { builder } from '../../builder.ts';
import { SourceKindEnum } from '../protected-item-enums.ts';
import { Tag } from '../tag.ts';

builder.drizzleNode('assignmentRules', {
  name: 'AssignmentRule',
  description:
    'By which policy, and in which vault, unprotected data sources are protected by themselves. A rule never changes what is protected already, by a person or by a rule: another policy could delete recovery points.',
  id: { column: (rule) => rule.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    place: t.exposeInt('place', {
      description: 'From 1. Of the enabled rules that match a data source the one with the lowest place counts.',
    }),
    kind: t.expose('kind', { type: SourceKindEnum, nullable: true, description: 'Null: any.' }),
    tags: t.field({
      type: [Tag],
      description: 'All of them must be there. None: whatever the tags.',
      select: { columns: { tags: true } },
      resolve: ({ tags }) => Object.entries(tags),
    }),
    description: t.string({
      description: 'Whom it is for, in words: "POSTGRESQL with env=prod".',
      select: { columns: { kind: true, tags: true } },
      resolve: describeCriteria,
    }),
    policy: t.relation('policy'),
    vault: t.relation('vault'),
    isEnabled: t.exposeBoolean('isEnabled', { description: 'A disabled rule matches nothing.' }),
    version: t.exposeInt('version', { description: 'Rises with every edit.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

builder.queryFields((t) => ({
  assignmentRule: t.drizzleField({
    type: 'assignmentRules',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.assignmentRules.findFirst(query({ where: { id } })),
  }),
  assignmentRules: t.drizzleConnection({
    type: 'assignmentRules',
    description: 'All of them, in the order in which they are looked at.',
    totalCount: (_root, _args, { db }) => db.$count(assignmentRules),
    resolve: (query, _root, _args, { db }) => db.query.assignmentRules.findMany(query({ orderBy: { place: 'asc' } })),
  }),
}));
