import type { Readable } from 'node:stream';

/** Lists of objects of even very large databases are smaller; more is not what was expected and is not taken into memory. */
const MOST_BYTES = 256 * 2 ** 20;

/** Reads a stream of UTF-8 to its end. @throws Error when it is longer than any list of objects */
export async function collectText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    if (length > MOST_BYTES) throw new Error('a list of database objects is longer than 256 MiB');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
