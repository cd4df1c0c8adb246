import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ConflictRule } from '@holdfast/db/domain/restore';
import { bytePath, nameOf } from './byte-path.ts';
import { childrenThatCount } from './contents.ts';
import { pathForbidden, pathUnusable, targetNotMovable } from './errors.ts';
import { isSwapOfContents, type Landing } from './landing.ts';
import { assertFree, placesOf, type LandingPoint } from './landing-points.ts';
import { assertMovable, isOwnFileSystem } from './mounts.ts';
import { fitsAsName, isOurName, keptName, restoredName, stagingName } from './names.ts';
import { assertOutside, locateInsideRoots, type RootedLocation } from './roots.ts';
import { assertSpace } from './space.ts';
import { standingAt } from './standing.ts';
import { orUnusable } from './usable.ts';

export interface LandingRequest {
  /** Absolute, without `.` and `..`. */
  readonly target: string;
  /** Paths inside the item that were chosen, or null for all of it. */
  readonly paths: readonly string[] | null;
  readonly conflict: ConflictRule;
  readonly roots: readonly string[];
  /** What must never be restored over: Holdfast's home, folders of vaults. */
  readonly forbidden: readonly string[];
  readonly jobId: string;
  readonly attempt: number;
  readonly sizeBytes: number;
  /** For the name of what is kept beside; UTC. */
  readonly now: Date;
}

const JOB_ID = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * Decides where a restore lands and checks all that can be known before any data moves: the place, the rights by roots,
 * what stands there, mounts in the way, space. Changes nothing.
 * @throws HoldfastError NO_ROOTS, PATH_OUTSIDE_ROOTS, PATH_FORBIDDEN, PATH_UNUSABLE, TARGET_EXISTS, TARGET_NOT_MOVABLE,
 *   TARGET_NO_SPACE
 */
export async function prepareLanding(request: LandingRequest): Promise<Landing> {
  if (!JOB_ID.test(request.jobId)) throw new Error(`${request.jobId} is no id of a job`);
  return orUnusable(request.target, async () => {
    const location = await locateInsideRoots(request.target, request.roots);
    await assertMayLand(request, location);
    const landing = await chooseLanding(request, location);
    if (request.conflict !== 'KEEP_BOTH') await assertMayReplace(landing);
    await assertSpace(landing.folder, request.sizeBytes);
    return landing;
  });
}

async function assertMayLand(request: LandingRequest, location: RootedLocation): Promise<void> {
  await assertOutside(location.real, request.forbidden);
  const own = location.real.split('/').find(isOurName);
  if (own !== undefined) throw pathForbidden(request.target, own);
}

async function chooseLanding(request: LandingRequest, location: RootedLocation): Promise<Landing> {
  const { jobId, attempt, conflict } = request;
  const target = location.real;
  const fixed = location.exists && (location.isRoot || (await isOwnFileSystem(bytePath(target))));
  if (fixed && !(await lstat(target)).isDirectory()) {
    throw targetNotMovable(target, 'It is a single file that is mounted there or set as a root.');
  }
  const folder = fixed ? target : location.exists ? dirname(target) : location.existing;
  const name = basename(target) || 'root';
  const beside = fixed ? target : dirname(target);
  const finalPath = conflict === 'KEEP_BOTH' ? await freePath({ beside, name, now: request.now }) : target;
  const staging = join(folder, stagingName(jobId, attempt));
  return {
    way: finalPath === folder ? 'CONTENTS' : 'WHOLE',
    conflict,
    paths: request.paths,
    target,
    finalPath,
    folder,
    staging,
    stagedRoot: join(staging, name),
    kept: join(folder, keptName(jobId)),
  };
}

async function freePath(wish: { beside: string; name: string; now: Date }): Promise<string> {
  for (let round = 1; ; round += 1) {
    const name = restoredName(wish.name, wish.now, round);
    const path = join(wish.beside, name);
    if (!fitsAsName(name)) throw pathUnusable(path, 'The name of what is kept beside would be too long.');
    if ((await standingAt(bytePath(path))) === 'NOTHING') return path;
  }
}

async function assertMayReplace(landing: Landing): Promise<void> {
  const points = isSwapOfContents(landing) ? await contentsOf(landing) : await placesOf(landing);
  assertFree(landing, points);
  const paths = points.map((point) => point.to);
  await assertMovable(paths, bytePath(landing.folder));
}

async function contentsOf(landing: Landing): Promise<LandingPoint[]> {
  const children = await childrenThatCount(bytePath(landing.finalPath));
  return children.map((to) => ({ inner: nameOf(to), to, standing: 'SOMETHING' }));
}
