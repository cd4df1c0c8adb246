import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Totals {
  readonly files: number;
  readonly bytes: number;
}

/** How many files there are below a folder, and how long they are together. */
export async function totalsOf(folder: string): Promise<Totals> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  const files = entries.filter((entry) => entry.isFile());
  for (const file of files) bytes += await sizeOf(file);
  return { files: files.length, bytes };
}

async function sizeOf(file: Dirent): Promise<number> {
  return (await lstat(join(file.parentPath, file.name))).size;
}
