import { run } from './command.ts';

/**
 * Makes what comes next independent of what was before: nothing waits to be written to the disk, and all of these folders
 * has just been read, so that it is in the page cache as far as that is large enough.
 */
export async function quietDisk(folders: readonly string[], signal: AbortSignal): Promise<void> {
  await run({ program: 'find', args: [...folders, '-type', 'f', '-exec', 'cat', '{}', '+'], signal });
  await flush(folders, signal);
}

/** Writes what waits for the disks of these folders. @returns milliseconds */
export function flush(folders: readonly string[], signal: AbortSignal): Promise<number> {
  return run({ program: 'sync', args: ['-f', '--', ...folders], signal });
}
