import { isUtf8 } from 'node:buffer';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isWithin } from './byte-path.ts';
import { noRoots, pathForbidden, pathOutsideRoots, pathUnusable, type Roots } from './errors.ts';
import { explain, systemCode } from './system-error.ts';

/** Where a path leads: its real path; the nearest folder or file that exists on it; and whether that is all of it. */
export interface Location {
  readonly real: string;
  readonly existing: string;
  readonly exists: boolean;
}

/**
 * Follows a path to where it really is. Of a path that does not exist, the nearest ancestor that does is followed and the
 * rest put behind it; links that lead nowhere are refused, since making something at the path would be made elsewhere.
 * @param path absolute, without `.` and `..`
 * @throws HoldfastError PATH_UNUSABLE
 */
export async function locate(path: string): Promise<Location> {
  const missing: string[] = [];
  for (let ancestor = path; ; ancestor = dirname(ancestor)) {
    const existing = await followed(ancestor, path);
    if (existing !== undefined) return { real: join(existing, ...missing), existing, exists: missing.length === 0 };
    missing.unshift(basename(ancestor));
  }
}

async function followed(ancestor: string, path: string): Promise<string | undefined> {
  try {
    const real = await realpath(ancestor, { encoding: 'buffer' });
    if (!isUtf8(real)) throw pathUnusable(path, 'It leads to a folder whose name is not valid UTF-8.');
    return real.toString('utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      await assertNoBrokenLink(ancestor, path);
      return undefined;
    }
    throw systemCode(error) === undefined ? error : pathUnusable(path, `${ancestor}: ${explain(error)}`);
  }
}

async function assertNoBrokenLink(ancestor: string, path: string): Promise<void> {
  const there = await lstat(ancestor).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw pathUnusable(path, `${ancestor}: ${explain(error)}`);
  });
  if (there?.isSymbolicLink()) throw pathUnusable(path, `${ancestor} is a link to something that does not exist.`);
}

/** The real paths of the roots that exist, and those that cannot be reached, as they were set. */
async function locateRoots(roots: readonly string[]): Promise<{ real: string[]; missing: string[] }> {
  const real: string[] = [];
  const missing: string[] = [];
  for (const root of roots) {
    try {
      real.push(await realpath(root));
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      missing.push(root);
    }
  }
  return { real, missing };
}

/** A location inside the roots, and whether it is one of them. */
export interface RootedLocation extends Location {
  readonly isRoot: boolean;
}

/**
 * {@link locate}, and makes sure that the place is one of the roots or inside one. Roots are followed as well; one that
 * does not exist (a disk that is not mounted) holds nothing. An error names the setting that the roots are of.
 * @throws HoldfastError NO_ROOTS, PATH_OUTSIDE_ROOTS, PATH_UNUSABLE
 */
export async function locateInsideRoots(
  path: string,
  roots: readonly string[],
  setting: Roots['setting'] = 'HOLDFAST_ROOTS',
): Promise<RootedLocation> {
  if (roots.length === 0) throw noRoots({ setting });
  const [location, known] = await Promise.all([locate(path), locateRoots(roots)]);
  if (!known.real.some((root) => isWithin(location.real, root))) {
    throw pathOutsideRoots({ path, real: location.real, roots: { setting, folders: roots }, missing: known.missing });
  }
  return { ...location, isRoot: known.real.includes(location.real) };
}

/**
 * The real path of `path`, which lies inside the roots: no link leads out of them. It holds for the moment of the call;
 * what acts on it later goes through `pinFolder`, which refuses a path that has come to hold a link.
 * @param path absolute, without `.` and `..`
 * @throws HoldfastError NO_ROOTS, PATH_OUTSIDE_ROOTS, PATH_UNUSABLE
 */
export async function resolveInsideRoots(
  path: string,
  roots: readonly string[],
  setting?: Roots['setting'],
): Promise<string> {
  return (await locateInsideRoots(path, roots, setting)).real;
}

/**
 * Makes sure that a path shares nothing with what must be neither backed up nor restored over (Holdfast's own home, the
 * folders of vaults): it is neither inside one of them nor around one. Links are followed on both sides.
 * @throws HoldfastError PATH_FORBIDDEN, PATH_UNUSABLE
 */
export async function assertOutside(path: string, forbidden: readonly string[]): Promise<void> {
  const { real } = await locate(path);
  for (const own of forbidden) {
    const there = (await locate(own)).real;
    if (isWithin(real, there) || isWithin(there, real)) throw pathForbidden(path, own);
  }
}
