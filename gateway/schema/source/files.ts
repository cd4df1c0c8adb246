import type { SourceConfigs } from '@holdfast/db/sources/index';
import { builder } from '../../builder.ts';

interface Files {
  readonly kind: 'FILES';
  readonly config: SourceConfigs['FILES'];
}

export const FilesSource = builder.objectRef<Files>('FilesSource').implement({
  description: 'A folder or file and everything below it.',
  fields: (t) => ({
    path: t.string({
      description: "An absolute path on the site's machine.",
      resolve: ({ config }) => config.path,
    }),
    include: t.stringList({
      description: 'Patterns; with any, only what matches is backed up.',
      resolve: ({ config }) => config.include,
    }),
    exclude: t.stringList({
      description: 'Patterns of what is left out; they win over include.',
      resolve: ({ config }) => config.exclude,
    }),
  }),
});

export const FilesSourceInput = builder.inputType('FilesSourceInput', {
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
