import type { Readable } from 'node:stream';
import type { Exit, Running } from './spawn.ts';

const stderrLimit = 64 * 1024;

export interface Collected {
  readonly exit: Exit;
  readonly stdout: string;
  /** True when the child said more than the limit: `stdout` is then cut off, and the child was stopped. */
  readonly overflowed: boolean;
  /** Its end: the last 64 KiB unless more was asked for. */
  readonly stderr: string;
  /** True when the child complained of more than that. */
  readonly stderrCut: boolean;
}

/** Reads a child's pipes to the end within bounded memory, then waits for it to end. */
export async function collect(running: Running, limit: number, tailLimit = stderrLimit): Promise<Collected> {
  const [head, tail, exit] = await Promise.all([
    readHead(running.stdout, limit, running.interrupt),
    readEnd(running.stderr, tailLimit),
    running.exit,
  ]);
  return { exit, stdout: head.text, overflowed: head.overflowed, stderr: tail.text, stderrCut: tail.isCut };
}

/** The last 64 KiB of what a stream says; the rest is read and dropped. */
export async function readTail(stream: Readable | null): Promise<string> {
  return (await readEnd(stream, stderrLimit)).text;
}

async function readEnd(stream: Readable | null, limit: number): Promise<{ text: string; isCut: boolean }> {
  let kept: Buffer[] = [];
  let length = 0;
  let isCut = false;
  for await (const chunk of bytesOf(stream)) {
    kept.push(chunk);
    length += chunk.length;
    // Not at every chunk: copying takes as long as what is kept is.
    if (length <= 2 * limit) continue;
    kept = [Buffer.from(Buffer.concat(kept).subarray(-limit))];
    length = limit;
    isCut = true;
  }
  return { text: Buffer.concat(kept).subarray(-limit).toString('utf8'), isCut: isCut || length > limit };
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

/**
 * A stream's chunks as buffers; nothing for a stream that is not there.
 * Who stops reading early must call `abandon`: a pipe closed under restic kills it with SIGPIPE, and its lock stays behind.
 */
export async function* bytesOf(stream: Readable | null): AsyncGenerator<Buffer> {
  if (stream === null) return;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }))
    yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

/** Ends a child in good order while nobody wants the rest of its output; resolves once it has ended. */
export async function abandon(running: Running): Promise<void> {
  running.interrupt();
  await Promise.all([drain(running.stdout), running.exit]);
}

/** Reads on by iterating: resume() does nothing right after an iterator let go of the stream. */
async function drain(stream: Readable | null): Promise<void> {
  if (stream === null || stream.destroyed) return;
  for await (const chunk of bytesOf(stream)) void chunk;
}
