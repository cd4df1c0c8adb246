import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endOrphans } from '@holdfast/db/store/ending';
import type { Hold } from '@holdfast/db/services/job/hold';
import { bytePath } from '../landing/byte-path.ts';
import { removeTree } from '../landing/remove-tree.ts';

/** Others may pass through, to what is theirs below, and may list nothing. */
const PASSAGE = 0o711;
const ONLY_US = 0o700;

/** Where scratch servers of root's go whose account may not enter the home. */
const ELSEWHERE = '/var/lib/holdfast-drills';

/** Where drills restore to: `<home>/worker/drills/<job>/<attempt>/`, on the worker's own disk. */
function drillsOf(home: string): string {
  return join(home, 'worker', 'drills');
}

/** The scratch folder of an attempt at a drill. */
export function scratchFolder(home: string, { jobId, attempt }: Hold): string {
  return join(drillsOf(home), jobId, String(attempt));
}

/** Makes the scratch folder of an attempt, which only we can look into. */
export async function makeScratch(home: string, hold: Hold): Promise<string> {
  const folder = scratchFolder(home, hold);
  await mkdir(folder, { recursive: true, mode: ONLY_US });
  return folder;
}

/** Lets another account pass through to its own folder below the scratch folder, which it may not list. */
export async function openPassage(folder: string): Promise<void> {
  const job = join(folder, '..');
  const drills = join(job, '..');
  for (const passed of [join(drills, '..'), drills, job, folder]) await chmod(passed, PASSAGE);
}

/** The other place that belongs to a scratch folder, for an account that may not enter the home whatever the folder's own mode. */
export function elsewhereOf(folder: string): string {
  return join(ELSEWHERE, createHash('sha256').update(folder).digest('hex').slice(0, 16));
}

/** Makes that place. */
export async function makeElsewhere(folder: string): Promise<string> {
  const path = elsewhereOf(folder);
  await mkdir(path, { recursive: true });
  for (const passed of [ELSEWHERE, path]) await chmod(passed, PASSAGE);
  return path;
}

/** The data folder of a scratch server, in a folder of its own. */
export function serverData(place: string): string {
  return join(place, 'server', 'data');
}

/**
 * Removes a scratch folder with all that belongs to it, after the last process of its server has gone. May be called again, and for one
 * that was never made.
 * @throws HoldfastError LEFTOVER_STUCK; StoreError STORE_STOP_FAILED
 */
export async function removeScratch(folder: string): Promise<void> {
  for (const place of [elsewhereOf(folder), folder]) {
    await endOrphans(serverData(place));
    await removeTree(bytePath(place));
  }
  await removeEmpty(join(folder, '..'));
}

/** Another attempt's may be in there. */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST') throw error;
  });
}

/** The attempts that left a scratch folder under this home. */
export async function scratchLeft(home: string): Promise<Hold[]> {
  const drills = drillsOf(home);
  const left: Hold[] = [];
  for (const jobId of await namesIn(drills)) {
    const attempts = (await namesIn(join(drills, jobId))).map(Number).filter(Number.isInteger);
    left.push(...attempts.map((attempt) => ({ jobId, attempt })));
  }
  return left;
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
