import { readFile, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './command.ts';

const STILL_FOR_MS = 1_000;
const PATIENCE_MS = 120_000;

/**
 * Makes what comes next independent of what was before: nothing waits to be written to the disk, the disk is no longer told
 * what earlier deletions freed, and all of these folders has just been read, so that it is in the page cache as far as that is
 * large enough.
 */
export async function quietDisk(folders: readonly string[], signal: AbortSignal): Promise<void> {
  await flush(folders, signal);
  await endOfDiscards(folders, signal);
  await run({ program: 'find', args: [...folders, '-type', 'f', '-exec', 'cat', '{}', '+'], signal });
  await flush(folders, signal);
}

/** Writes what waits for the disks of these folders. @returns milliseconds */
export function flush(folders: readonly string[], signal: AbortSignal): Promise<number> {
  return run({ program: 'sync', args: ['-f', '--', ...folders], signal });
}

/**
 * A file system mounted with `discard` goes on telling its disk, long after a commit, of every block that a deletion freed: after
 * 100,000 files that takes longer, and slows more, than what is measured here. Somebody else's deletions may never end: then
 * it is measured beside them.
 */
async function endOfDiscards(folders: readonly string[], signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  let known = await discardsOf(folders);
  for (let stillSince = performance.now(); performance.now() - stillSince < STILL_FOR_MS;) {
    if (performance.now() > giveUpAt) return;
    await pause(100, undefined, { signal });
    const now = await discardsOf(folders);
    if (now !== known) stillSince = performance.now();
    known = now;
  }
}

const COLUMN_OF_DISCARDS = 11;

/** How often the disks of these folders were told so (Documentation/admin-guide/iostats); 0 where the kernel does not count. */
async function discardsOf(folders: readonly string[]): Promise<number> {
  const devices = await Promise.all(folders.map(async (folder) => (await stat(folder)).dev));
  const counts = [...new Set(devices)].map(async (device) => {
    const statistics = await readFile(`/sys/dev/block/${nameOf(device)}/stat`, 'utf8').catch(() => '');
    return Number(statistics.trim().split(/\s+/)[COLUMN_OF_DISCARDS] ?? 0);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** major:minor, as makedev(3) packs them for the numbers in use. */
function nameOf(device: number): string {
  return `${(device >> 8) & 0xfff}:${(device & 0xff) | ((device >> 12) & 0xfff00)}`;
}
