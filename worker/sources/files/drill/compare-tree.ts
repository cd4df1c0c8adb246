import { lstat, readdir } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { list, type Node } from '../../../vault/list.ts';
import type { FilesDrill } from './probe.ts';
import { Sample } from './sample.ts';

/** What a walk through the point's listing in the vault found of what was restored. */
export interface TreeComparison {
  /** Of the listing: files, and everything. */
  readonly files: number;
  readonly entries: number;
  readonly bytes: number;
  /** What stands in the restored tree. */
  readonly standing: number;
  /** What differs: the first ones in words, and how many. */
  readonly differences: { readonly first: readonly string[]; readonly count: number };
  /** Their names hold bytes that the listing does not show: they count, and were not looked at one by one. */
  readonly unnamed: number;
  readonly sample: Sample;
}

const DIFFERENCES_TOLD = 5;
/** How the engine lists a byte that is not UTF-8. */
const LOST_BYTE = '\ufffd';

/** Compares everything that the vault lists of the point with what was restored: type, size, mode, time; one entry in memory at a time. */
export async function compareTree(drill: FilesDrill): Promise<TreeComparison> {
  const { repository, snapshotId, restored, run } = drill;
  const sample = new Sample(drill.drill.seed, drill.drill.sampleFiles);
  const first: string[] = [];
  const sums = { files: 0, entries: 0, bytes: 0, unnamed: 0, differing: 0 };
  for await (const node of list(repository, snapshotId, {
    signal: run.signal,
    marker: run.marker,
    recursive: true,
  })) {
    // The engine stores that there was a socket, and makes none.
    if (node.type === 'socket') continue;
    sums.entries += 1;
    if (node.type === 'file') {
      sums.files += 1;
      sums.bytes += node.size;
    }
    if (node.path.includes(LOST_BYTE)) {
      sums.unnamed += 1;
      continue;
    }
    const difference = differenceOf(node, await standingAt(restoredPath(restored, node.path)));
    if (difference !== undefined) {
      sums.differing += 1;
      if (first.length < DIFFERENCES_TOLD) first.push(`${node.path}: ${difference}`);
    }
    // An empty one has no content to compare: its size is compared already.
    if (node.type === 'file' && node.size > 0) sample.offer(node);
  }
  const standing = await countEntries(restored, run.signal);
  const { files, entries, bytes, unnamed, differing } = sums;
  return { files, entries, bytes, unnamed, standing, sample, differences: { first, count: differing } };
}

/** Where an entry of the listing stands: the item's root, by whatever name it was backed up, is the restored one. */
export function restoredPath(restored: string, listed: string): string {
  const inner = listed.split('/').slice(2);
  return [restored, ...inner].join('/');
}

async function standingAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

const PERMISSIONS = 0o7777;

function differenceOf(node: Node, standing: Stats | undefined): string | undefined {
  if (!standing) return 'was not restored';
  const type = typeOf(standing);
  if (type !== node.type) return `is a ${type}, in the vault a ${node.type}`;
  if (node.type === 'file' && standing.size !== node.size)
    return `has ${standing.size} bytes, in the vault ${node.size}`;
  // A link's own mode means nothing, and every system gives it another one.
  if (node.type === 'symlink') return undefined;
  const mode = standing.mode & PERMISSIONS;
  if (mode !== node.mode) return `has the mode ${mode.toString(8)}, in the vault ${node.mode.toString(8)}`;
  // The listing's times are read to the millisecond.
  if (Math.abs(standing.mtimeMs - node.mtime.getTime()) >= 2)
    return `was changed at ${standing.mtime.toISOString()}, in the vault at ${node.mtime.toISOString()}`;
  return undefined;
}

function typeOf(stats: Stats): string {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'dir';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isCharacterDevice()) return 'chardev';
  return stats.isBlockDevice() ? 'dev' : 'other';
}

/** The folder or file itself and everything below it. */
async function countEntries(path: string, signal: AbortSignal): Promise<number> {
  const standing = await standingAt(path);
  if (!standing) return 0;
  if (!standing.isDirectory()) return 1;
  return 1 + (await countBelow(Buffer.from(path), signal));
}

/** By bytes, since names may hold anything. */
async function countBelow(folder: Buffer, signal: AbortSignal): Promise<number> {
  let count = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    signal.throwIfAborted();
    count += 1;
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.isDirectory()) count += await countBelow(path, signal);
  }
  return count;
}
