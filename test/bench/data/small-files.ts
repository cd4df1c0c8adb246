import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { seededBytes } from '../../kit/sample-files.ts';
import { seededRandom } from '../../kit/seeded-random.ts';
import { logLines } from './log-lines.ts';

const FILES_PER_FOLDER = 250;
const FOLDERS_PER_FOLDER = 20;
const SMALLEST = 200;
const LARGEST = 8_000;

/** Fills a folder that is not there yet with so many files of 200 to 8,000 bytes, half of them text, always the same for a number. */
export async function makeSmallFiles(folder: string, files: number, signal: AbortSignal): Promise<void> {
  const random = seededRandom(files);
  for (let first = 0; first < files; first += FILES_PER_FOLDER) {
    const number = first / FILES_PER_FOLDER;
    const place = join(folder, `${Math.floor(number / FOLDERS_PER_FOLDER)}`, `${number % FOLDERS_PER_FOLDER}`);
    mkdirSync(place, { recursive: true });
    for (let file = first; file < Math.min(files, first + FILES_PER_FOLDER); file++) {
      const size = SMALLEST + Math.floor(random() * (LARGEST - SMALLEST));
      const content = file % 2 === 0 ? seededBytes(`small ${file}`, size) : logLines(random, size);
      writeFileSync(join(place, `file-${file}`), content);
    }
    await turn();
    signal.throwIfAborted();
  }
}
