import { PassThrough, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { explained } from '../../../repository/errors.ts';
import { dumpToStream } from '../../../vault/dump.ts';
import type { RestoreRun, StoredPoint } from '../../driver.ts';
import { fileOfPart } from '../part-names.ts';
import { collectText } from '../collect-text.ts';
import { readRestoreProgram, type RestoreProgram } from './program.ts';

type Part = StoredPoint['parts'][number];

/** One stored file of a point: a dump, the roles, the settings. */
export interface StoredFile {
  readonly snapshotId: string;
  readonly path: string;
  /** Absent where the store does not know: the vault is asked then. */
  readonly size?: number;
}

/** The one file that a part is. */
export function storedFile({ name, snapshotId, sizeBytes }: Part): StoredFile {
  return { snapshotId, path: `/${fileOfPart(name)}`, ...(sizeBytes > 0 && { size: sizeBytes }) };
}

/** What a reading of a vault is ended and known by. */
export type Reading = Pick<RestoreRun, 'signal'> & Partial<Pick<RestoreRun, 'marker'>>;

/** Reads a small stored file as text. @throws HoldfastError as every reading of a vault */
export async function readStored(point: StoredPoint, part: Part, run: Reading): Promise<string> {
  const stream = new PassThrough();
  const { signal, marker } = run;
  const request = { ...storedFile(part), signal, ...(marker !== undefined && { marker }) };
  const [text] = await Promise.all([
    collectText(stream),
    explained(() => dumpToStream(point.repository, request, stream)),
  ]);
  return text;
}

export interface Pouring {
  readonly point: StoredPoint;
  readonly part: Part;
  readonly run: RestoreRun;
  /** Told with the bytes that have gone through. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Has pg_restore read a stored dump, and resolves with what it wrote. It may stop reading once it has what it needs.
 * @throws HoldfastError of the vault where the dump could not be read, RESTORE_FAILED with what pg_restore said otherwise
 */
export function pourInto({ program, ...pouring }: Pouring & { readonly program: RestoreProgram }): Promise<string> {
  return pourIntoReader(pouring, readRestoreProgram(program, pouring.run));
}

/** A program that reads a dump, and what comes of it once it has ended well. */
export interface Reader<T> {
  readonly stdin: Writable;
  readonly output: Promise<T>;
}

/** The same for any program. @throws HoldfastError of the vault where the dump could not be read; what `output` throws otherwise */
export async function pourIntoReader<T>({ point, part, run, onBytes }: Pouring, reading: Reader<T>): Promise<T> {
  const pouring = pour({ point, part, run, onBytes }, reading.stdin);
  const [poured] = await Promise.all([failureOf(pouring), failureOf(reading.output)]);
  run.signal.throwIfAborted();
  // A reader that has gone breaks the pipe: then it is for the reader to say why, or that it has all it needs.
  if (poured !== undefined && !isBrokenPipe(poured)) await pouring;
  return reading.output;
}

async function pour({ point, part, run, onBytes }: Pouring, into: Writable): Promise<void> {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes?.(bytes);
      done(null, chunk);
    },
  });
  const through = pipeline(counter, into);
  const read = explained(() =>
    dumpToStream(point.repository, { ...storedFile(part), signal: run.signal, marker: run.marker }, counter),
  );
  const [broken] = await Promise.all([failureOf(through), failureOf(read)]);
  if (isBrokenPipe(broken)) throw broken;
  await read;
  await through;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
}

const BROKEN_PIPE = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

function isBrokenPipe(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && BROKEN_PIPE.has(String(error.code));
}
