import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const HOLDS_DATA = ['data', 'index', 'snapshots'];

/**
 * Removes what an init left that was killed between its two steps, key and config: the engine would refuse to make a
 * repository there for ever. A folder with a config, or with anything stored, is never touched.
 */
export async function removeHalfMade(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.includes('config') || !names.includes('keys')) return;
  for (const name of HOLDS_DATA) {
    if (await holdsFiles(join(folder, name))) return;
  }
  await rm(join(folder, 'keys'), { recursive: true });
}

async function holdsFiles(folder: string): Promise<boolean> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.some((entry) => !entry.isDirectory());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
