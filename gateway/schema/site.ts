import { builder } from '../builder.ts';

builder.drizzleNode('sites', {
  name: 'Site',
  description: 'Where workers run, and which sources and disks they can reach.',
  id: { column: (site) => site.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
  }),
});
