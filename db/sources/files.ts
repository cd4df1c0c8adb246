import { z } from 'zod';
import { absolutePathSchema } from '../domain/path.ts';
import type { ParsedRestoreRequest, RestoreCourse } from '../domain/restore.ts';
import { isStorable, NOT_STORABLE } from '../domain/text.ts';
import type { SourceCapabilities } from './capabilities.ts';
import { refuseOthers } from './refuse-others.ts';

const MOST_PATTERNS = 200;

/**
 * A pattern of names below the item's path: `*` and `?` within one name, `**` over folders. Without a slash it matches a
 * name at any depth, with one it counts from the item's path.
 */
const pattern = z
  .string()
  .min(1)
  .max(1024)
  .refine(isStorable, NOT_STORABLE)
  .refine((text) => !text.startsWith('/') && !text.startsWith('!'), 'must be relative to the item and not start with !')
  .refine((text) => text.split('/').every((name) => name !== '..' && name !== '.'), 'must not hold . or ..');

/** One folder or file and everything below it. With `include`, only what matches; `exclude` always wins. */
export const filesConfigSchema = z.strictObject({
  path: absolutePathSchema.refine((path) => path !== '/', 'must not be the whole file system'),
  include: z.array(pattern).max(MOST_PATTERNS).default([]),
  exclude: z.array(pattern).max(MOST_PATTERNS).default([]),
});
export type FilesConfig = z.output<typeof filesConfigSchema>;

export const filesCapabilities: SourceCapabilities = {
  label: 'Files and folders',
  tiers: ['VAULT'],
  backupTypes: ['FULL'],
  consistencies: ['NONE'],
  itemLevelRestore: 'PATHS',
  otherTargets: ['PATH'],
};

/** What a restore of files comes to. @throws InvalidInputError for what files do not have */
export function planFilesRestore(request: ParsedRestoreRequest, config: FilesConfig): RestoreCourse {
  refuseOthers(request, { kind: 'files', takes: ['paths', 'target.path'] });
  const path = request.target.path ?? config.path;
  return {
    selection: request.paths ? { kind: 'PATHS', paths: request.paths } : { kind: 'ALL' },
    target: { kind: 'PATH', path },
    place: path,
    inPlace: path === config.path,
  };
}
