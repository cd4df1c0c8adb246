import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { matchesGlob } from 'node:path';
import { finished } from 'node:stream/promises';

interface Selection {
  readonly cwd: string;
  readonly root: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly listFile: string;
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
  const stream = createWriteStream(selection.listFile, { mode: 0o600, flags: 'w' });
  let count = 0;
  for await (const path of walk(selection, Buffer.from(selection.root), '')) {
    count += 1;
    const fits = stream.write(Buffer.concat([path, Buffer.from([0])]));
    if (!fits) await once(stream, 'drain', { signal: selection.signal });
  }
  stream.end();
  await finished(stream);
  return count;
}

async function* walk(selection: Selection, folder: Buffer, inner: string): AsyncGenerator<Buffer> {
  selection.signal.throwIfAborted();
  const absolute = Buffer.concat([Buffer.from(`${selection.cwd}/`), folder]);
  const entries = await readdir(absolute, { withFileTypes: true, encoding: 'buffer' }).catch(() => undefined);
  if (!entries) {
    yield folder;
    return;
  }
  for (const entry of entries) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    const name = entry.name.toString('utf8');
    const below = inner === '' ? name : `${inner}/${name}`;
    if (matches(below, selection.exclude)) continue;
    if (matches(below, selection.include)) yield path;
    else if (entry.isDirectory()) yield* walk(selection, path, below);
  }
}

/** A pattern without a slash matches the last name alone, at any depth. */
function matches(inner: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const trimmed = pattern.replace(/\/+$/, '');
    return matchesGlob(inner, trimmed.includes('/') ? trimmed : `**/${trimmed}`);
  });
}
