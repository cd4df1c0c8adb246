import { sites } from '@holdfast/db/schema';
import { builder } from '../../builder.ts';

builder.queryFields((t) => ({
  site: t.drizzleField({
    type: 'sites',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.sites.findFirst(query({ where: { id } })),
  }),
  sites: t.drizzleConnection({
    type: 'sites',
    description: 'All sites, by name. A site is made by its first worker.',
    totalCount: (_root, _args, { db }) => db.$count(sites),
    resolve: (query, _root, _args, { db }) => db.query.sites.findMany(query({ orderBy: { name: 'asc' } })),
  }),
}));
