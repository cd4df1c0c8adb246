import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { makeOddTree, seededBytes } from '../kit/sample-files.ts';
import { seededRandom } from '../kit/seeded-random.ts';

const PHOTOS = 56;
const PHOTO_BYTES = 4_000_000;
const LOGS = 24;
const LOG_BYTES = 4_000_000;
const PROJECTS = 40;
const NOTES_OF_PROJECT = 125;
const MODES = [0o644, 0o600, 0o640, 0o755, 0o444];
const WORDS = 'order invoice ship refund paid café stock 注文 return customer late box 📦 truck north'.split(' ');

/**
 * What a team keeps on its file server, always the same: photos that do not compress, logs that do, thousands of small
 * notes in deep folders, links, modes, and every odd name that people give to files.
 */
export async function makeSampleFolder(root: string, signal: AbortSignal): Promise<void> {
  mkdirSync(root);
  await makePhotos(join(root, 'photos'), signal);
  await makeLogs(join(root, 'logs'), signal);
  await makeProjects(join(root, 'projects'), signal);
  makeOddTree(join(root, 'odd names'));
}

/** A file that the demo changes and later asks back, as it was. */
export const DIARY = 'projects/project 01/diary of the team.md';

/** Some work of a day: a few files are changed, made, renamed and deleted. */
export function changeSomeFiles(root: string): void {
  writeFileSync(join(root, DIARY), 'Everything is different today.\n', { flag: 'a' });
  writeFileSync(join(root, 'logs/service-00.log'), 'one more line\n', { flag: 'a' });
  writeFileSync(join(root, 'photos/new photo 🌅.raw'), seededBytes('new photo', PHOTO_BYTES));
  rmSync(join(root, 'projects/project 02'), { recursive: true });
  chmodSync(join(root, 'projects/project 03'), 0o700);
}

async function makePhotos(folder: string, signal: AbortSignal): Promise<void> {
  for (let n = 0; n < PHOTOS; n += 1) {
    await mayGoOn(signal);
    const year = join(folder, String(2020 + (n % 7)));
    mkdirSync(year, { recursive: true });
    writeFileSync(join(year, `photo-${n}.raw`), seededBytes(`photo ${n}`, PHOTO_BYTES));
  }
  symlinkSync('2026', join(folder, 'this year'));
}

async function makeLogs(folder: string, signal: AbortSignal): Promise<void> {
  mkdirSync(folder);
  const pages = Array.from({ length: 16 }, (_, n) => Buffer.from(pageOfText(n)));
  for (let n = 0; n < LOGS; n += 1) {
    await mayGoOn(signal);
    const pick = seededRandom(n);
    const parts: Buffer[] = [];
    for (let size = 0; size < LOG_BYTES;) {
      const part = Buffer.concat([Buffer.from(`[${n}.${size}] `), pages[Math.floor(pick() * pages.length)] ?? EMPTY]);
      parts.push(part);
      size += part.length;
    }
    writeFileSync(join(folder, `service-${String(n).padStart(2, '0')}.log`), Buffer.concat(parts));
  }
}

const EMPTY = Buffer.alloc(0);

function pageOfText(seed: number): string {
  const pick = seededRandom(seed);
  return `${Array.from({ length: 3_000 }, () => WORDS[Math.floor(pick() * WORDS.length)]).join(' ')}\n`;
}

async function makeProjects(folder: string, signal: AbortSignal): Promise<void> {
  for (let project = 0; project < PROJECTS; project += 1) {
    await mayGoOn(signal);
    const root = join(folder, `project ${String(project).padStart(2, '0')}`);
    const text = pageOfText(1_000 + project);
    for (let note = 0; note < NOTES_OF_PROJECT; note += 1) {
      const inner = join(root, ...Array.from({ length: note % 9 }, (_, depth) => `level ${depth}`));
      mkdirSync(inner, { recursive: true });
      const from = (note * 97) % 10_000;
      const mode = MODES[note % MODES.length] ?? 0o644;
      writeFileSync(join(inner, `note ${note} é.md`), `# ${note}\n${text.slice(from, from + 400 + note * 30)}`, {
        mode,
      });
    }
    writeFileSync(join(root, 'diary of the team.md'), text);
    linkSync(join(root, 'diary of the team.md'), join(root, 'the same diary'));
    symlinkSync('diary of the team.md', join(root, 'latest'));
  }
}

/** Lets Ctrl-C in, and heeds it. */
async function mayGoOn(signal: AbortSignal): Promise<void> {
  await breathe();
  signal.throwIfAborted();
}
