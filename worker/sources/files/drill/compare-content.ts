import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { dumpToStream } from '../../../vault/dump.ts';
import { restoredPath } from './compare-tree.ts';
import type { FilesDrill } from './probe.ts';
import type { Candidate } from './sample.ts';

/**
 * Compares restored files by their content with what the vault holds of each, read from it once more and not by way of a restore.
 * @returns the paths of those that differ
 */
export async function compareContents(
  drill: FilesDrill,
  files: readonly Candidate[],
  onFile: (done: number) => void,
): Promise<string[]> {
  const differing: string[] = [];
  for (const [index, file] of files.entries()) {
    const [stored, restored] = await Promise.all([
      hashOfStored(drill, file),
      hashOfRestored(restoredPath(drill.restored, file.path), drill.run.signal),
    ]);
    if (stored !== restored) differing.push(file.path);
    onFile(index + 1);
  }
  return differing;
}

async function hashOfStored({ repository, snapshotId, run }: FilesDrill, { path, size }: Candidate): Promise<string> {
  const stream = new PassThrough();
  const request = { snapshotId, path, size, signal: run.signal, marker: run.marker };
  const [hash] = await Promise.all([hashOf(stream), dumpToStream(repository, request, stream)]);
  return hash;
}

async function hashOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(stream, hash);
  return hash.digest('hex');
}

/** What was not restored, or is no file, is told by the listing; here it differs from everything. A pipe is not even opened: nobody writes to it. */
async function hashOfRestored(path: string, signal: AbortSignal): Promise<string> {
  try {
    return (await lstat(path)).isFile() ? await hashOf(createReadStream(path, { signal })) : '';
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return '';
    throw error;
  }
}
