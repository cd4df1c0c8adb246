import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { compileGlob, type Glob } from './glob.ts';

interface Selection {
  readonly cwd: string;
  readonly root: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly listFile: string;
  readonly signal: AbortSignal;
}

/** A selection with its patterns read. */
interface Walk {
  readonly cwd: string;
  readonly include: readonly Glob[];
  readonly exclude: readonly Glob[];
  readonly signal: AbortSignal;
}

/**
 * Writes the paths below an item that its include patterns choose, for the engine to read: raw bytes, each ended by NUL,
 * since names may hold anything else. A chosen folder brings all below it. Memory stays bounded by one folder's names.
 * A folder that cannot be listed is itself put on the list: the engine then says so in its own words.
 *
 * @returns how many paths were chosen
 */
export async function selectPaths(selection: Selection): Promise<number> {
  const { cwd, root, listFile, signal } = selection;
  const walked: Walk = {
    cwd,
    include: selection.include.map(compileGlob),
    exclude: selection.exclude.map(compileGlob),
    signal,
  };
  let count = 0;
  const entries = async function* () {
    // The dot keeps a name that looks like something else from standing at the start of what the engine says.
    for await (const path of walk(walked, Buffer.from(`./${root}`), '')) {
      count += 1;
      yield Buffer.concat([path, Buffer.from([0])]);
    }
  };
  await pipeline(entries, createWriteStream(listFile, { mode: 0o600, flags: 'w' }), { signal });
  return count;
}

async function* walk(walked: Walk, folder: Buffer, inner: string): AsyncGenerator<Buffer> {
  const absolute = Buffer.concat([Buffer.from(`${walked.cwd}/`), folder]);
  const entries = await readdir(absolute, { withFileTypes: true, encoding: 'buffer' }).catch(() => undefined);
  if (!entries) {
    yield folder;
    return;
  }
  for (const entry of entries) {
    walked.signal.throwIfAborted();
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    const name = entry.name.toString('utf8');
    const below = inner === '' ? name : `${inner}/${name}`;
    if (walked.exclude.some((glob) => glob(below))) continue;
    if (walked.include.some((glob) => glob(below))) yield path;
    else if (entry.isDirectory()) yield* walk(walked, path, below);
  }
}
