import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './command.ts';
import { flush, quietDisk } from './quiet-disk.ts';

/** What another program took, in milliseconds, and what it wrote, in bytes; null where that is the data itself. */
export interface OtherFigure {
  readonly name: string;
  readonly ms: number;
  readonly bytes: number | null;
}

const ZSTD_OF_NODE = fileURLToPath(new URL('programs/zstd.ts', import.meta.url));

interface Work {
  readonly data: string;
  /** For what they write, on the same disk. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** `tar | zstd` and `cp -a` of the same data; what they wrote is removed. Neither waits for the disk, nor encrypts. */
export async function timeOtherPrograms(work: Work): Promise<OtherFigure[]> {
  const folder = join(work.folder, 'others');
  await mkdir(folder);
  try {
    return [await timeArchive({ ...work, folder }), await timeCopy({ ...work, folder })];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeArchive({ data, folder, signal }: Work): Promise<OtherFigure> {
  const { name, command } = await zstd(signal);
  const archive = join(folder, 'archive');
  await quietDisk([data], signal);
  const ms = await run({ program: 'tar', args: ['-I', command, '-cf', archive, '-C', data, '.'], signal });
  const { size } = await stat(archive);
  await rm(archive);
  return { name, ms, bytes: size };
}

async function timeCopy({ data, folder, signal }: Work): Promise<OtherFigure> {
  await quietDisk([data], signal);
  const ms = await run({ program: 'cp', args: ['-a', data, join(folder, 'copy')], signal });
  await flush([folder], signal);
  return { name: 'cp -a', ms, bytes: null };
}

/** The machine's, else Node's: the same library at the same level. */
async function zstd(signal: AbortSignal): Promise<{ name: string; command: string }> {
  const isThere = await run({ program: 'zstd', args: ['--version'], signal }).then(
    () => true,
    () => false,
  );
  if (isThere) return { name: 'tar | zstd', command: 'zstd' };
  return { name: "tar | zstd (Node's)", command: `${process.execPath} ${ZSTD_OF_NODE}` };
}
