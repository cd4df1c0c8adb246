import { lstat, opendir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** What the file system under a folder has left for this process, and how much it could hold in all, as `df` counts. Bytes. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly capacityBytes: number;
}

export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, bfree, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, capacityBytes: (blocks - bfree + bavail) * bsize };
}

/**
 * What the files under a folder take, in bytes. One after the other: this runs beside backups, and a vault of a terabyte has some 60,000
 * files. What is removed meanwhile does not count.
 * @throws the system's error where the folder itself is not there, or cannot be read
 */
export async function sizeOfFiles(folder: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const entry of await opendir(folder)) {
    signal.throwIfAborted();
    const path = join(folder, entry.name);
    bytes += await (entry.isDirectory() ? sizeOfFiles(path, signal) : sizeOfFile(path)).catch(ifGone);
  }
  return bytes;
}

async function sizeOfFile(path: string): Promise<number> {
  return (await lstat(path)).size;
}

function ifGone(error: unknown): number {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
  throw error;
}
