import type { FilesConfig } from '@holdfast/db/sources/files';
import { SOURCE_KINDS, SOURCES, type SourceKind } from '@holdfast/db/sources/index';
import { builder } from '../builder.ts';
import { BackupTypeEnum, ConsistencyEnum, SourceKindEnum, TierEnum } from './enums.ts';

const ItemLevelRestoreEnum = builder.enumType('ItemLevelRestore', {
  description: 'What can be picked out of a recovery point.',
  values: {
    PATHS: { description: 'Files and folders.' },
    TABLES: { description: 'Tables.' },
    NONE: { description: 'Nothing: only all of it.' },
  },
});

const SourceKindInfo = builder.objectRef<SourceKind>('SourceKindInfo').implement({
  description: 'What a kind of data source can do. Offer only this.',
  fields: (t) => ({
    kind: t.field({ type: SourceKindEnum, resolve: (kind) => kind }),
    label: t.string({ description: 'What people call it.', resolve: (kind) => SOURCES[kind].capabilities.label }),
    tiers: t.field({ type: [TierEnum], resolve: (kind) => [...SOURCES[kind].capabilities.tiers] }),
    backupTypes: t.field({ type: [BackupTypeEnum], resolve: (kind) => [...SOURCES[kind].capabilities.backupTypes] }),
    consistencies: t.field({
      type: [ConsistencyEnum],
      resolve: (kind) => [...SOURCES[kind].capabilities.consistencies],
    }),
    itemLevelRestore: t.field({
      type: ItemLevelRestoreEnum,
      resolve: (kind) => SOURCES[kind].capabilities.itemLevelRestore,
    }),
  }),
});

builder.queryField('sourceKinds', (t) =>
  t.field({
    type: [SourceKindInfo],
    description: 'Every kind of data source that can be protected.',
    resolve: () => [...SOURCE_KINDS],
  }),
);

const FilesSource = builder.objectRef<FilesConfig>('FilesSource').implement({
  description: 'A folder or file and everything below it.',
  fields: (t) => ({
    path: t.exposeString('path', { description: "An absolute path on the site's machine." }),
    include: t.exposeStringList('include', { description: 'Patterns; with any, only what matches is backed up.' }),
    exclude: t.exposeStringList('exclude', { description: 'Patterns of what is left out; they win over include.' }),
  }),
});

/** Where an item's data is, by its kind. */
export const SourceUnion = builder.unionType('Source', {
  description: 'Where the data is.',
  types: [FilesSource],
  resolveType: () => FilesSource,
});

const FilesSourceInput = builder.inputType('FilesSourceInput', {
  description:
    'A folder or file and everything below it. A pattern takes * and ? within one name and ** over folders; without a slash it matches a name at any depth, with one it counts from the path.',
  fields: (t) => ({
    path: t.string({
      required: true,
      description: "An absolute path on the site's machine, within the roots its worker allows.",
    }),
    include: t.stringList({ description: 'Only what matches one of these; absent: everything.' }),
    exclude: t.stringList({ description: 'Nothing of what matches one of these.' }),
  }),
});

/** Where the data is: exactly one field, which names the kind. */
export const SourceInput = builder.inputType('SourceInput', {
  description: 'Where the data is: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    files: t.field({ type: FilesSourceInput }),
  }),
});
