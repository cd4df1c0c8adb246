import { ResticError } from './errors.ts';
import { message, parseJson } from './messages.ts';
import type { SnapshotMessage } from './messages.ts';
import { objects } from './objects.ts';
import { output } from './output.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';
import { isFullId, storedIds } from './stored-ids.ts';

export interface Snapshot {
  /** All 64 hexadecimal digits. */
  readonly id: string;
  /** When its backup began. */
  readonly time: Date;
  /** When its backup ended; null where the snapshot does not say: restic 0.17 was the first to record it. */
  readonly endedAt: Date | null;
  readonly tree: string;
  readonly tags: readonly string[];
  readonly host: string;
  readonly parent: string | null;
  /** The snapshot that this one was made from by restic's `tag`, `rewrite` or `copy`; null for what a backup stored. */
  readonly original: string | null;
  /** What its backup counted; null where the snapshot was made without. */
  readonly summary: SnapshotCounts | null;
}

export interface SnapshotCounts {
  readonly filesNew: number;
  readonly filesChanged: number;
  readonly filesUnmodified: number;
  readonly filesProcessed: number;
  readonly bytesProcessed: number;
  readonly bytesAdded: number;
  readonly bytesAddedPacked: number;
}

interface ReadOptions extends RunOptions {
  /** Reads also what somebody has locked for himself. For who knows that nobody removes meanwhile what is asked for. */
  readonly noLock?: boolean;
}

export interface SnapshotFilter extends ReadOptions {
  /** Only snapshots that carry every one of these tags. */
  readonly tags?: readonly string[];
  /** Only these, by full id; ids that do not exist are left out of the answer. */
  readonly ids?: readonly string[];
}

/** What a snapshot records of its source can be longer than all else by far, and nobody asks for it. */
const omitted: ReadonlySet<string> = new Set(['paths', 'excludes']);

/**
 * restic holds all it is about to say. So it is asked for few snapshots at first, then for as many as are likely to fill some
 * tens of megabytes: ids are hashes, so what was said of some of them tells what others take.
 */
const firstSlice = 10;
const largestSlice = 200;
const wantedBytes = 32 * 1024 * 1024;

/**
 * The snapshots of a repository, oldest first, however many there are and however much they record: one run of restic for some
 * tags, one for every 200 ids or fewer, one more to learn the ids where no filter is given. What is removed meanwhile is left
 * out; so is a snapshot that cannot be read, which restic tells only in words.
 *
 * @throws ResticError as every run
 */
export async function snapshots(repository: Repository, filter: SnapshotFilter = {}): Promise<readonly Snapshot[]> {
  const { tags = [], ids, ...options } = filter;
  const byTags = ids === undefined && tags.length > 0;
  const found = byTags
    ? (await ask(repository, ['--tag', tags.join(',')], options)).found
    : await inSlices(repository, ids ?? (await storedIds(repository, 'snapshots', options)), options);
  return found
    .filter((snapshot) => tags.every((tag) => snapshot.tags.includes(tag)))
    .toSorted((a, b) => a.time.getTime() - b.time.getTime());
}

async function inSlices(
  repository: Repository,
  ids: readonly string[],
  options: ReadOptions,
): Promise<readonly Snapshot[]> {
  const wanted = [...new Set(ids)].filter(isFullId);
  const all: Snapshot[] = [];
  let size = firstSlice;
  for (let start = 0; start < wanted.length;) {
    const slice = wanted.slice(start, start + size);
    const { found, bytes } = await ask(repository, slice, options);
    all.push(...found);
    start += slice.length;
    size = Math.min(largestSlice, Math.max(1, Math.floor((slice.length * wantedBytes) / bytes)));
  }
  return all;
}

async function ask(
  repository: Repository,
  argv: readonly string[],
  { noLock = false, ...options }: ReadOptions,
): Promise<{ readonly found: readonly Snapshot[]; readonly bytes: number }> {
  const unlocked = noLock ? ['--no-lock'] : [];
  const found: Snapshot[] = [];
  let bytes = 0;
  async function* said(): AsyncGenerator<Buffer> {
    for await (const chunk of output(repository, { ...options, verb: 'snapshots', argv: [...unlocked, ...argv] })) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  for await (const { text, complete } of objects(said(), omitted)) {
    const parsed = complete ? message.snapshot.safeParse(parseJson(text)) : undefined;
    if (!parsed?.success)
      throw new ResticError('protocol', { command: 'snapshots', detail: 'its list cannot be read' });
    found.push(toSnapshot(parsed.data));
  }
  return { found, bytes };
}

function toSnapshot(told: SnapshotMessage): Snapshot {
  const { summary } = told;
  return {
    id: told.id,
    time: told.time,
    endedAt: endOf(summary),
    tree: told.tree,
    tags: told.tags ?? [],
    host: told.hostname,
    parent: told.parent ?? null,
    original: told.original ?? null,
    summary: summary === undefined ? null : toCounts(summary),
  };
}

/** Go prints a time that was never set as the first moment of the year 1. */
function endOf(summary: SnapshotMessage['summary']): Date | null {
  const end = summary?.backup_end;
  return end === undefined || end.getTime() < 0 ? null : end;
}

/** The counts that a snapshot and the summary of its backup share. */
export function toCounts(told: NonNullable<SnapshotMessage['summary']>): SnapshotCounts {
  return {
    filesNew: told.files_new,
    filesChanged: told.files_changed,
    filesUnmodified: told.files_unmodified,
    filesProcessed: told.total_files_processed,
    bytesProcessed: told.total_bytes_processed,
    bytesAdded: told.data_added,
    bytesAddedPacked: told.data_added_packed,
  };
}
