import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { geteuid } from 'node:process';
import { parentOf, toBuffer, type BytePath } from './byte-path.ts';

const WRITTEN_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Whether anyone but root and this process's user could put something else at a path, by renaming it or a folder above it.
 * The right to write that an access control list gives shows in the group's bits (acl(5)).
 */
export async function canBeMovedByOthers(path: BytePath): Promise<boolean> {
  for (let inner = path; inner !== '/'; inner = parentOf(inner)) {
    const [folder, there] = await Promise.all([lstat(toBuffer(parentOf(inner))), lstat(toBuffer(inner))]);
    if (!isOurs(folder) || !isOurs(there)) return true;
    const isOpen = (folder.mode & WRITTEN_BY_OTHERS) !== 0;
    // In a sticky folder an entry is renamed by its owner and the folder's alone (unlink(2)).
    if (isOpen && (folder.mode & STICKY) === 0) return true;
  }
  return false;
}

function isOurs({ uid }: Stats): boolean {
  return uid === 0 || uid === geteuid?.();
}
