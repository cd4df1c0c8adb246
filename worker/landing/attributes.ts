import { chmod, chown, lstat, utimes } from 'node:fs/promises';
import { bytePath, type BytePath } from './byte-path.ts';
import { pinFolder } from './directory.ts';

/** What of a folder's own state Node can read and set; times in seconds since 1970, exact to a microsecond. */
export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly accessedAt: number;
  readonly modifiedAt: number;
}

const PERMISSIONS = 0o7777;
const ITSELF = bytePath('.');

export async function readAttributes(path: BytePath): Promise<Attributes> {
  await using folder = await pinFolder(path);
  const { mode, uid, gid, atimeMs, mtimeMs } = await lstat(folder.at(ITSELF));
  return { mode: mode & PERMISSIONS, uid, gid, accessedAt: atimeMs / 1000, modifiedAt: mtimeMs / 1000 };
}

/** Owner first: a change of owner clears bits of the mode (chown(2)). */
export async function applyAttributes(path: BytePath, wanted: Attributes): Promise<void> {
  await using folder = await pinFolder(path);
  const itself = folder.at(ITSELF);
  const { uid, gid } = await lstat(itself);
  if (uid !== wanted.uid || gid !== wanted.gid) await chown(itself, wanted.uid, wanted.gid);
  await chmod(itself, wanted.mode);
  await applyTimes(folder.path, wanted);
}

/** The times alone, for after something was removed from the folder. */
export async function applyTimes(path: BytePath, { accessedAt, modifiedAt }: Attributes): Promise<void> {
  await using folder = await pinFolder(path);
  await utimes(folder.at(ITSELF), accessedAt, modifiedAt);
}
