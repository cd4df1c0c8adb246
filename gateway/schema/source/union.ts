import type { Source } from '@holdfast/db/sources/index';
import { builder } from '../../builder.ts';
import { FilesSource, FilesSourceInput } from './files.ts';
import { PostgresqlSource, PostgresqlSourceInput } from './postgresql.ts';

const TYPES = { FILES: FilesSource, POSTGRESQL: PostgresqlSource } as const satisfies Record<Source['kind'], object>;

/** Where an item's data is, by its kind. */
export const SourceUnion = builder.unionType('Source', {
  description: 'Where the data is.',
  types: [FilesSource, PostgresqlSource],
  resolveType: ({ kind }) => TYPES[kind],
});

/** Where the data is: exactly one field, which names the kind. */
export const SourceInput = builder.inputType('SourceInput', {
  description: 'Where the data is: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    files: t.field({ type: FilesSourceInput }),
    postgresql: t.field({ type: PostgresqlSourceInput }),
  }),
});
