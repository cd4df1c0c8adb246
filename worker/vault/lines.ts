export interface Line {
  readonly text: string;
  /** False for the end of a file that was cut off in the middle of a line. */
  readonly complete: boolean;
}

const longestLine = 1024 * 1024;

/**
 * Splits bytes into lines at LF alone (readline would also split at U+2028, which file names may contain).
 * Holds one line at a time; what a line has beyond 1 MiB is dropped, so that such a line does not parse.
 * A chunk is done with when the next one is asked for: its bytes may be overwritten then.
 */
export async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let pending: Buffer[] = [];
  let length = 0;
  const keep = (piece: Buffer): void => {
    if (length < longestLine) pending.push(piece);
    length += piece.length;
  };
  const take = (complete: boolean): Line => {
    const [first, ...more] = pending;
    const text = (more.length === 0 ? first : Buffer.concat(pending))?.toString('utf8').replace(/\r$/, '') ?? '';
    pending = [];
    length = 0;
    return { text, complete };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      yield take(true);
      start = end + 1;
    }
    if (start < chunk.length) keep(Buffer.from(chunk.subarray(start)));
  }
  if (length > 0) yield take(false);
}
