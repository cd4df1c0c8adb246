import { bytePath, nameOf } from './byte-path.ts';
import { pathForbidden } from './errors.ts';
import { isKeptName } from './names.ts';
import { removeTree } from './remove-tree.ts';
import { resolveInsideRoots } from './roots.ts';

/**
 * Deletes a folder of what a restore replaced, after its time. Refuses everything that is not such a folder by its name, is
 * reached through a link, or lies outside the roots. May be called again after a crash, and when it has gone.
 * @throws HoldfastError PATH_FORBIDDEN, PATH_OUTSIDE_ROOTS, NO_ROOTS, PATH_UNUSABLE, PATH_MOVED, LEFTOVER_STUCK
 */
export async function removeKept(path: string, roots: readonly string[]): Promise<void> {
  const real = await resolveInsideRoots(path, roots);
  if (real !== path || !isKeptName(nameOf(bytePath(path)))) throw pathForbidden(path, real);
  await removeTree(bytePath(real));
}
