import { chmod, link, open, rename, unlink } from 'node:fs/promises';
import { nameOf, parentOf, type BytePath } from './byte-path.ts';
import { HOLD_FOLDER, isSame, lookInside, pinFolder, type PinnedFolder } from './directory.ts';
import { landingPoint } from './fault-points.ts';
import { systemCode } from './system-error.ts';

/** Something stands where something is to be put. */
export class Occupied extends Error {}

export interface Relocation {
  readonly from: BytePath;
  readonly to: BytePath;
  /** The mode of a folder that its owner may not write to and that must be, to be moved; null otherwise. */
  readonly mode: number | null;
}

/**
 * Moves an entry without ever replacing another one. A file is linked to its new name, which the kernel refuses when
 * something has it, and then taken from the old; a crash between leaves one file under both names. Where that cannot be
 * (a folder; a file system without links; another's file) the new name is looked up right before the rename: what
 * appears there in that instant is refused by the kernel too (rename(2)) unless it is an empty folder or, without links, a file.
 * @throws Occupied; the error of the operating system
 */
export async function relocate({ from, to, mode }: Relocation): Promise<void> {
  await using source = await pinFolder(parentOf(from));
  await using goal = await pinFolder(parentOf(to));
  const old = source.at(nameOf(from));
  if (mode === null) {
    await moveInto(old, goal, nameOf(to));
    return;
  }
  await using held = await open(old, HOLD_FOLDER);
  const itself = `/proc/self/fd/${held.fd}`;
  await chmod(itself, mode | 0o200);
  landingPoint('landing.lifted');
  try {
    await moveInto(old, goal, nameOf(to));
  } finally {
    await chmod(itself, mode);
  }
}

async function moveInto(old: Buffer, goal: PinnedFolder, name: BytePath): Promise<void> {
  const wanted = goal.at(name);
  if (await linkedInstead(old, wanted)) {
    landingPoint('landing.linked');
    await unlink(old);
    return;
  }
  if (await lookInside(goal, name)) throw new Occupied();
  landingPoint('landing.rename');
  try {
    await rename(old, wanted);
    landingPoint('landing.renamed');
  } catch (error) {
    throw FOUND_SOMETHING.has(systemCode(error) ?? '') ? new Occupied() : error;
  }
}

const FOUND_SOMETHING = new Set(['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR']);

/** How link(2) says that this entry, or any entry here, cannot have a second name; protected_hardlinks says so too. */
const CANNOT_LINK = new Set(['EPERM', 'EACCES', 'EMLINK', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EISDIR']);

async function linkedInstead(old: Buffer, wanted: Buffer): Promise<boolean> {
  landingPoint('landing.link');
  try {
    await link(old, wanted);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'EEXIST') throw new Occupied();
    if (CANNOT_LINK.has(code)) return false;
    throw error;
  }
}

/** Takes away the first of two names of one file; what a crash in {@link relocate} left. */
export async function dropSecondName(name: BytePath, other: BytePath): Promise<void> {
  await using folder = await pinFolder(parentOf(name));
  await using otherFolder = await pinFolder(parentOf(other));
  const seen = await lookInside(folder, nameOf(name));
  const otherSeen = await lookInside(otherFolder, nameOf(other));
  if (seen && otherSeen && isSame(seen, otherSeen)) await unlink(folder.at(nameOf(name)));
}

/** Gives a folder back the mode that a crash in {@link relocate} may have left changed. */
export async function restoreMode(path: BytePath, mode: number | null): Promise<void> {
  if (mode === null) return;
  await using parent = await pinFolder(parentOf(path));
  await using held = await open(parent.at(nameOf(path)), HOLD_FOLDER);
  await chmod(`/proc/self/fd/${held.fd}`, mode);
}
