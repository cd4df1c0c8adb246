import { statfs } from 'node:fs/promises';

const GIB = 2 ** 30;

/** The data, two repositories, what is restored from each, and some air. */
const TIMES = 6;

/** @throws Error with the figures where the folder's disk has too little room to benchmark data of this size */
export async function assertRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = TIMES * bytes + GIB;
  if (bavail * bsize >= needed) return;
  const gib = (size: number) => (size / GIB).toFixed(1);
  throw new Error(
    `${folder} has ${gib(bavail * bsize)} GiB free and ${gib(needed)} are needed: set TMPDIR to a disk with more, or use --scale`,
  );
}
