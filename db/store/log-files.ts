import { constants } from 'node:fs';
import { open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorePlace } from './place.ts';
import { systemCode } from './store-error.ts';

/** Files of 10 MB at most (see settings): the log never takes more than about 60 MB. */
const KEPT = 5;
const PRUNE_EVERY_MS = 60_000;
const TAIL_BYTES = 4096;
const TAIL_LINES = 20;

/** The last lines the server said, before its log was open and in it. The empty text when it said nothing. */
export async function logTail(place: StorePlace): Promise<string> {
  const newest = (await logFiles(place)).at(-1);
  const texts = [await tailOf(place.startLog), newest === undefined ? '' : await tailOf(newest)];
  return texts
    .flatMap((text) => text.split('\n').slice(-TAIL_LINES))
    .filter((line) => line !== '')
    .join('\n');
}

/** Deletes all but the newest log files now and every minute until the answer is called. */
export function keepLogSmall(place: StorePlace, onError: (error: unknown) => void): () => void {
  const prune = () => void pruneLog(place).catch(onError);
  prune();
  const timer = setInterval(prune, PRUNE_EVERY_MS).unref();
  return () => clearInterval(timer);
}

export async function pruneLog(place: StorePlace): Promise<void> {
  for (const path of (await logFiles(place)).slice(0, -KEPT)) await unlink(path);
}

/** Oldest first: the names hold the time. */
async function logFiles({ log }: StorePlace): Promise<string[]> {
  const names = await namesIn(log);
  return names
    .filter((name) => /^server-.*\.log$/.test(name))
    .toSorted()
    .map((name) => join(log, name));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function tailOf(path: string): Promise<string> {
  try {
    // Not through a link: the folder belongs to the server's account, and we may be root.
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(TAIL_BYTES), position: start });
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ELOOP') return '';
    throw error;
  }
}
