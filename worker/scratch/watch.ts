import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { HoldfastError } from '@holdfast/db/domain/errors';

const LOOK_EVERY_MS = 1_000;
/** Half of what had to be spare before. */
const LEAST_FREE = 32n * 2n ** 20n;

/**
 * Does work that fills folders, and ends it before the file system of one is full: Holdfast's own store may be on the same disk, and so may what
 * people work with. What was restored may take more than anything told before: indexes, many small files, somebody else's data.
 * @throws HoldfastError DRILL_NO_SPACE; what the work throws
 */
export async function whileSpaceLasts<T>(
  folders: readonly string[],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const full = new AbortController();
  const done = new AbortController();
  const watching = watch(folders, { full, done: done.signal });
  try {
    return await work(AbortSignal.any([signal, full.signal]));
  } catch (error) {
    // Whatever it says of being cut short: this is why.
    if (!signal.aborted) full.signal.throwIfAborted();
    throw error;
  } finally {
    done.abort();
    await watching;
  }
}

async function watch(
  folders: readonly string[],
  { full, done }: { full: AbortController; done: AbortSignal },
): Promise<void> {
  while (!done.aborted) {
    for (const folder of folders) {
      // One that is not there, or cannot be asked, is not known to be full.
      const disk = await statfs(folder, { bigint: true }).catch(() => undefined);
      if (disk && disk.bavail * disk.bsize < LEAST_FREE) return full.abort(filledUp(folder));
    }
    await pause(LOOK_EVERY_MS, undefined, { signal: done }).catch(() => {});
  }
}

function filledUp(folder: string): HoldfastError {
  return new HoldfastError({
    code: 'DRILL_NO_SPACE',
    message: `The file system of ${folder} was nearly full, and the drill was ended before it was.`,
    cause: 'What the recovery point takes when it is restored, or what else was written there, was more than expected.',
    remedy: 'Free space there, or mount a larger disk at worker/drills in HOLDFAST_HOME of the worker.',
    retryable: false,
    fault: 'USER',
  });
}
