import { lstat } from 'node:fs/promises';
import type { FilesConfig } from '@holdfast/db/sources/files';
import { assertOutside, resolveInsideRoots } from '../../landing/roots.ts';
import type { WorkerSettings } from '../../worker.ts';
import { sourceMissing, sourceUnreadable } from './errors.ts';

/**
 * Where the item really is: links are followed and may not lead out of the roots, and it may hold nothing of Holdfast's own,
 * since a vault must not be backed up into itself.
 */
export async function readSource(config: FilesConfig, settings: WorkerSettings): Promise<string> {
  const path = await resolveInsideRoots(config.path, settings.roots);
  await assertOutside(path, [settings.home, ...settings.vaultRoots]);
  try {
    await lstat(path);
    return path;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw sourceMissing(config.path);
    throw sourceUnreadable(config.path, error instanceof Error ? error.message : String(error));
  }
}
