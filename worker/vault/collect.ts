import type { Readable } from 'node:stream';
import type { Exit, Running } from './spawn.ts';

const stderrLimit = 64 * 1024;

export interface Collected {
  readonly exit: Exit;
  readonly stdout: string;
  /** True when the child said more than the limit: `stdout` is then cut off, and the child was stopped. */
  readonly overflowed: boolean;
  /** The last 64 KiB. */
  readonly stderr: string;
}

/** Reads a child's pipes to the end within bounded memory, then waits for it to end. */
export async function collect(running: Running, limit: number): Promise<Collected> {
  const [head, stderr, exit] = await Promise.all([
    readHead(running.stdout, limit, running.interrupt),
    readTail(running.stderr),
    running.exit,
  ]);
  return { exit, stdout: head.text, overflowed: head.overflowed, stderr };
}

/** The last 64 KiB of what a stream says; the rest is read and dropped. */
export async function readTail(stream: Readable | null): Promise<string> {
  let tail = Buffer.alloc(0);
  for await (const chunk of bytesOf(stream)) tail = Buffer.concat([tail, chunk]).subarray(-stderrLimit);
  return tail.toString('utf8');
}

async function readHead(
  stream: Readable | null,
  limit: number,
  stop: () => void,
): Promise<{ text: string; overflowed: boolean }> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(stream)) {
    if (length < limit) kept.push(chunk);
    length += chunk.length;
    if (length > limit) stop();
  }
  return { text: Buffer.concat(kept).toString('utf8'), overflowed: length > limit };
}

/** A stream's chunks as buffers; nothing for a stream that is not there. Streams of children give buffers unless told otherwise. */
export async function* bytesOf(stream: Readable | null): AsyncGenerator<Buffer> {
  if (stream === null) return;
  for await (const chunk of stream) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}
