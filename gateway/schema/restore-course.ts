import type { RestoreCourse, RestoreSelection } from '@holdfast/db/domain/restore';
import { formatTableName } from '@holdfast/db/domain/sql-name';
import { builder } from '../builder.ts';

const LandingEnum = builder.enumType('RestoreLanding', {
  description: 'As what a restore lands.',
  values: {
    PATH: { description: "As files, on the disk of the site's machine." },
    DATABASE: { description: 'In a database server.' },
  } satisfies Record<RestoreCourse['target']['kind'], object>,
});

const FIRST = { description: 'How many of the first. Absent: all of them.' } as const;

/** What of a point goes where: the same of a restore that is planned and of one that is only previewed. */
export const Course = builder.interfaceRef<RestoreCourse>('RestoreCourse').implement({
  description: 'What of a recovery point goes where. Of paths, database and tables what is null was not narrowed down.',
  fields: (t) => ({
    paths: t.stringList({
      nullable: true,
      description: 'Files and folders inside the item.',
      args: { first: t.arg.int(FIRST) },
      resolve: ({ selection }, { first }) => firstOf(pathsOf(selection), first),
    }),
    pathCount: t.int({
      nullable: true,
      description: 'How many paths there are in all.',
      resolve: ({ selection }) => pathsOf(selection)?.length ?? null,
    }),
    database: t.string({
      nullable: true,
      description: 'The one database of the point.',
      resolve: ({ selection }) => ('database' in selection ? selection.database : null),
    }),
    tables: t.stringList({
      nullable: true,
      description: 'Tables of that database, as SQL writes them.',
      args: { first: t.arg.int(FIRST) },
      resolve: ({ selection }, { first }) => firstOf(tablesOf(selection), first),
    }),
    tableCount: t.int({
      nullable: true,
      description: 'How many tables there are in all.',
      resolve: ({ selection }) => tablesOf(selection)?.length ?? null,
    }),
    landing: t.field({ type: LandingEnum, resolve: ({ target }) => target.kind }),
    place: t.exposeString('place', {
      description: 'Where it lands: a path, or the URL of a database server or of a database on it.',
    }),
    inPlace: t.exposeBoolean('inPlace', {
      description: 'Whether that is where the item is: then live data is replaced under the rule REPLACE.',
    }),
  }),
});

function firstOf(names: readonly string[] | null, first: number | null | undefined): string[] | null {
  return names && names.slice(0, Math.max(0, first ?? names.length));
}

function pathsOf(selection: RestoreSelection): readonly string[] | null {
  return selection.kind === 'PATHS' ? selection.paths : null;
}

function tablesOf(selection: RestoreSelection): string[] | null {
  return selection.kind === 'TABLES' ? selection.tables.map((table) => formatTableName(table)) : null;
}
