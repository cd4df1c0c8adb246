import type { DatabaseContents } from '@holdfast/db/domain/point-contents';
import { formatTableName } from '@holdfast/db/domain/sql-name';
import { builder } from '../builder.ts';
import { PAGE_SIZE } from '../plugins/limits.ts';

type TableContents = DatabaseContents['tables'][number];

const PointTable = builder.objectRef<TableContents>('PointTable').implement({
  description: 'A table in a recovery point.',
  fields: (t) => ({
    schema: t.exposeString('schema'),
    name: t.exposeString('name'),
    sqlName: t.string({
      description: 'Both as SQL writes them: what a restore takes.',
      resolve: formatTableName,
    }),
    sizeBytes: t.expose('sizeBytes', { type: 'Long', description: 'As it lay in the database, without indexes.' }),
  }),
});

/** A database as a recovery point holds it. */
export const PointDatabase = builder.objectRef<DatabaseContents>('PointDatabase').implement({
  description: 'A database in a recovery point.',
  fields: (t) => ({
    name: t.exposeString('name'),
    sizeBytes: t.expose('sizeBytes', {
      type: 'Long',
      description: 'Of all its tables as they lay in the database, without indexes.',
    }),
    tableCount: t.exposeInt('tableCount', { description: 'All there are; tables may name fewer.' }),
    tables: t.field({
      type: [PointTable],
      description: 'The first of its tables, in the order in which they were found.',
      args: {
        first: t.arg.int({
          description: `How many: 0 to ${PAGE_SIZE.most}, ${PAGE_SIZE.default} where nothing is said.`,
        }),
        name: t.arg.string({ description: 'Only those whose name, as SQL writes it, holds this text.' }),
      },
      resolve: ({ tables }, { first, name }) => {
        const sought = name?.toLowerCase() ?? '';
        const found = tables.filter((table) => formatTableName(table).toLowerCase().includes(sought));
        return found.slice(0, Math.max(0, first ?? PAGE_SIZE.default));
      },
    }),
  }),
});
