import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { seededBytes } from '../../kit/sample-files.ts';
import { seededRandom } from '../../kit/seeded-random.ts';
import { logLines } from './log-lines.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const FILES_PER_FOLDER = 64;

interface Kind {
  /** Of all bytes. */
  readonly share: number;
  readonly smallest: number;
  readonly largest: number;
  readonly of: 'noise' | 'text' | 'copies';
}

/** What a file server holds: films and archives, logs and documents, small things, and the same things again. */
const KINDS: readonly Kind[] = [
  { share: 0.4, smallest: 8 * MIB, largest: 64 * MIB, of: 'noise' },
  { share: 0.3, smallest: 256 * KIB, largest: 8 * MIB, of: 'text' },
  { share: 0.15, smallest: 64 * KIB, largest: 2 * MIB, of: 'noise' },
  { share: 0.05, smallest: 1 * KIB, largest: 64 * KIB, of: 'text' },
  { share: 0.1, smallest: 256 * KIB, largest: 16 * MIB, of: 'copies' },
];

/** Fills a folder that is not there yet with so many bytes of files of all sizes, always the same for a size. */
export async function makeMixedFiles(folder: string, bytes: number, signal: AbortSignal): Promise<void> {
  for (const [number, kind] of KINDS.entries()) {
    const random = seededRandom(number + 1);
    let left = Math.round(bytes * kind.share);
    for (let file = 0; left > 0; file++) {
      const size = Math.min(left, sizeOf(kind, random()));
      const place = join(folder, `kind-${number}`, `${Math.floor(file / FILES_PER_FOLDER)}`);
      mkdirSync(place, { recursive: true });
      writeOne({ of: kind.of, seed: `mixed ${number} ${file}`, size, path: join(place, `${file}`) }, random);
      left -= size;
      await turn();
      signal.throwIfAborted();
    }
  }
}

/** Small sizes are as common as large ones by their order of magnitude. */
function sizeOf({ smallest, largest }: Kind, at: number): number {
  return Math.round(smallest * (largest / smallest) ** at);
}

interface OneFile {
  readonly of: Kind['of'];
  readonly seed: string;
  readonly size: number;
  readonly path: string;
}

function writeOne({ of, seed, size, path }: OneFile, random: () => number): void {
  if (of === 'text') return writeFileSync(path, logLines(random, size));
  if (of === 'noise') return writeFileSync(path, seededBytes(seed, size));
  const half = seededBytes(seed, Math.floor(size / 2));
  writeFileSync(path, half);
  writeFileSync(`${path}-copy`, half);
}
