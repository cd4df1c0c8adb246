import { open, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { ResticError } from './errors.ts';
import { list } from './list.ts';
import { output } from './output.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

export interface DumpRequest extends RunOptions {
  readonly snapshotId: string;
  /** A regular file in the snapshot. */
  readonly path: string;
  /** Its bytes, where they are known: it is looked up otherwise, which costs another run of restic. */
  readonly size?: number;
  /** Told with the bytes that were written so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Writes one file's content to a stream and ends the stream.
 * Resolves with the number of bytes once restic ended well and exactly the file's size was written; on any failure the stream is
 * destroyed, so a reader sees an error and never a short file that looks whole.
 *
 * @throws ResticError `path-missing`, `usage` when the path is no regular file, `damaged` …; `interrupted` once the signal
 *   aborts, also while nobody reads the stream
 */
export async function dumpToStream(
  repository: Repository,
  request: DumpRequest,
  stream: Writable,
): Promise<{ readonly bytes: number }> {
  try {
    return await pour(repository, request, stream);
  } catch (error) {
    stream.destroy(error instanceof Error ? error : undefined);
    throw error;
  }
}

/** As dumpToStream, into a new file that only its owner can read. It is removed again on any failure. @throws when the file exists */
export async function dumpToFile(
  repository: Repository,
  request: DumpRequest,
  file: string,
): Promise<{ readonly bytes: number }> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const stream = handle.createWriteStream({ flush: true });
    // The promise tells of the failure; without a listener the stream's own report of it would end the process.
    stream.on('error', () => undefined);
    return await dumpToStream(repository, request, stream);
  } catch (error) {
    await handle.close();
    await rm(file, { force: true });
    throw error;
  }
}

async function pour(
  repository: Repository,
  request: DumpRequest,
  stream: Writable,
): Promise<{ readonly bytes: number }> {
  const { snapshotId, path, size: known, onBytes, ...run } = request;
  const size = known ?? (await sizeOf(repository, { snapshotId, path, ...run }));
  const argv = ['--', snapshotId, path];
  let bytes = 0;
  for await (const chunk of output(repository, { ...run, verb: 'dump', argv })) {
    bytes += chunk.length;
    await unlessAborted(write(stream, chunk), request.signal);
    onBytes?.(bytes);
  }
  if (bytes !== size) {
    throw new ResticError('protocol', { command: 'dump', detail: `${bytes} bytes came, the file has ${size}` });
  }
  stream.end();
  await unlessAborted(finished(stream, { readable: false }), request.signal);
  return { bytes };
}

/** restic would pack a directory into a tar archive, so what the path is must be known first. */
async function sizeOf(repository: Repository, { snapshotId, path, ...run }: DumpRequest): Promise<number> {
  const rooted = path.startsWith('/') ? path : `/${path}`;
  let size: number | null = null;
  for await (const node of list(repository, snapshotId, { ...run, path: rooted })) {
    if (node.type !== 'file' || node.path !== rooted) {
      throw new ResticError('usage', { command: 'dump', detail: `${path} is no regular file` });
    }
    size = node.size;
  }
  if (size !== null) return size;
  throw new ResticError('path-missing', { command: 'dump', detail: path });
}

/** A stream that is destroyed forgets the write that is under way: a transform that waits for its reader never calls back. */
function write(stream: Writable, chunk: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const closed = () => reject(stream.errored ?? Object.assign(new Error('the reader has gone'), { code: 'EPIPE' }));
  stream.once('close', closed);
  stream.write(chunk, (error) => {
    stream.off('close', closed);
    if (error) reject(error);
    else resolve();
  });
  return promise;
}

/** A stream that nobody reads settles nothing, so whoever waits for one stops when told to. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    const detail = 'it was told to stop while the reader was waited for';
    reject(new ResticError('interrupted', { command: 'dump', detail, cause: signal.reason }));
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
