import { mkdir } from 'node:fs/promises';
import { geteuid } from 'node:process';
import { bytePath, nameOf, parentOf } from './byte-path.ts';
import { lookInside, pinFolder } from './directory.ts';
import { leftoverStuck } from './errors.ts';
import { landingPoint } from './fault-points.ts';
import type { Landing } from './landing.ts';
import { canBeMovedByOthers } from './moved-by-others.ts';
import { isStagingName } from './names.ts';
import { removeTree } from './remove-tree.ts';
import { systemCode } from './system-error.ts';
import { orUnusable } from './usable.ts';

const ONLY_US = 0o700;

/**
 * Makes the folder that data is restored to before it is swapped in: nobody else can look into it, and it is on the file
 * system of the target. Calling it again for the same attempt finds the folder made.
 * @throws HoldfastError PATH_UNUSABLE, PATH_MOVED; LEFTOVER_STUCK when something else has this name
 */
export async function makeStaging(landing: Landing): Promise<void> {
  await orUnusable(landing.folder, () => makeOrFind(landing.staging));
}

async function makeOrFind(staging: string): Promise<void> {
  const path = bytePath(staging);
  await using folder = await pinFolder(parentOf(path));
  landingPoint('landing.make-staging');
  try {
    await mkdir(folder.at(nameOf(path)), ONLY_US);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const there = await lookInside(folder, nameOf(path));
    if (!there?.isDirectory() || Number(there.uid) !== geteuid?.()) {
      throw leftoverStuck(staging, 'It was not made by this worker.');
    }
  }
  await folder.sync();
  landingPoint('landing.staging-made');
}

/** The staging folder, held so that its path leads to it whatever becomes of the folders around it. */
export interface HeldStaging extends AsyncDisposable {
  /** Valid while it is held, for this process and for children of the same user. It may itself be a link: give them a name in it. */
  readonly path: string;
}

/**
 * Holds the staging folder for a program that is to write into it and that follows links: given this path, it can be led
 * nowhere else.
 * @throws HoldfastError PATH_MOVED, PATH_UNUSABLE
 */
export async function holdStaging(landing: Pick<Landing, 'staging'>): Promise<HeldStaging> {
  return orUnusable(landing.staging, async () => {
    const folder = await pinFolder(bytePath(landing.staging));
    // The kernel checks each use of such a link: restic takes 15 % longer for small files by it than by the path itself.
    const path = (await canBeMovedByOthers(folder.path)) ? `/proc/${process.pid}/fd/${folder.fd}` : landing.staging;
    return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  });
}

/**
 * Ends a restore before its swap: removes what was staged. Nothing else was touched. May be called twice.
 * @throws HoldfastError LEFTOVER_STUCK, PATH_MOVED
 */
export async function discard(landing: Pick<Landing, 'staging'>): Promise<void> {
  await removeStaging(landing.staging);
}

/** @throws HoldfastError LEFTOVER_STUCK, PATH_MOVED */
export async function removeStaging(staging: string): Promise<void> {
  const path = bytePath(staging);
  if (!isStagingName(nameOf(path))) throw new Error(`${staging} is no staging folder`);
  await removeTree(path);
  landingPoint('landing.staging-removed');
}
