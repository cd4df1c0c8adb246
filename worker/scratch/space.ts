import { statfs } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { spaceNeeded } from '../landing/space.ts';

/**
 * Refuses a drill that its disk has no room for, or that would take more of it than its site allows, before anything is restored.
 * Figures in bytes.
 * @throws HoldfastError DRILL_NO_SPACE, DRILL_TOO_LARGE
 */
export async function assertScratchSpace(
  folder: string,
  { bytes, maxBytes }: { bytes: number; maxBytes: number | null },
): Promise<void> {
  if (maxBytes !== null && bytes > maxBytes) throw tooLarge(bytes, maxBytes);
  const { bavail, bsize } = await statfs(folder, { bigint: true });
  const available = bavail * bsize;
  const needed = spaceNeeded(bytes);
  if (available < needed) throw noSpace({ folder, needed, available });
}

function tooLarge(bytes: number, maxBytes: number): HoldfastError {
  return new HoldfastError({
    code: 'DRILL_TOO_LARGE',
    message: `The drill would take ${inMebibytes(bytes)} MiB of the worker's disk; its site allows ${inMebibytes(maxBytes)} MiB.`,
    cause: 'A drill restores the whole recovery point.',
    remedy: 'Raise drillMaxBytes of the site, or take the item out of the drills by a policy of its own.',
    retryable: false,
    fault: 'USER',
  });
}

function noSpace({ folder, needed, available }: { folder: string; needed: bigint; available: bigint }): HoldfastError {
  return new HoldfastError({
    code: 'DRILL_NO_SPACE',
    message: `The file system of ${folder} has ${inMebibytes(Number(available))} MiB free; the drill needs ${inMebibytes(Number(needed))} MiB.`,
    cause: 'A drill restores the whole recovery point to a scratch folder, with 5 % (at least 64 MiB) to spare.',
    remedy: 'Free space there, or mount a larger disk at worker/drills in HOLDFAST_HOME of the worker.',
    retryable: false,
    fault: 'USER',
  });
}

function inMebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
