import { statfs } from 'node:fs/promises';
import { targetNoSpace } from './errors.ts';

const LEAST_SPARE = 64n * 2n ** 20n;
const SPARE_SHARE = 20n;

/** What must be free for data of this size: 5 % more than it, and at least 64 MiB more. In bytes. */
export function spaceNeeded(sizeBytes: number): bigint {
  const size = BigInt(Math.ceil(sizeBytes));
  const share = size / SPARE_SHARE;
  return size + (share > LEAST_SPARE ? share : LEAST_SPARE);
}

/**
 * Makes sure that a folder's file system has room for data of this size, counting only what this process may use.
 * @throws HoldfastError TARGET_NO_SPACE with the figures
 */
export async function assertSpace(folder: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder, { bigint: true });
  const available = bavail * bsize;
  const needed = spaceNeeded(sizeBytes);
  if (available < needed) throw targetNoSpace({ path: folder, needed, available });
}
