import { z } from 'zod';
import { capture } from './capture.ts';
import { ResticError } from './errors.ts';
import { message, parseJson } from './messages.ts';
import type { SnapshotMessage } from './messages.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

export interface Snapshot {
  /** All 64 hexadecimal digits. */
  readonly id: string;
  readonly time: Date;
  readonly tree: string;
  readonly tags: readonly string[];
  readonly host: string;
  readonly paths: readonly string[];
  readonly parent: string | null;
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

export interface SnapshotFilter extends RunOptions {
  /** Only snapshots that carry every one of these tags. */
  readonly tags?: readonly string[];
  /** Only these, by full id; ids that do not exist are left out of the answer. */
  readonly ids?: readonly string[];
}

const listing = z.array(message.snapshot).nullable();

/** The snapshots of a repository, oldest first. @throws ResticError as every run; `damaged` when one cannot be read */
export async function snapshots(repository: Repository, filter: SnapshotFilter = {}): Promise<readonly Snapshot[]> {
  const { tags = [], ids, ...options } = filter;
  const argv = tags.length === 0 ? [] : ['--tag', tags.join(',')];
  const { stdout } = await capture(repository, { ...options, verb: 'snapshots', argv });
  const parsed = listing.safeParse(parseJson(stdout));
  if (!parsed.success) throw new ResticError('protocol', { command: 'snapshots', detail: 'its list cannot be read' });
  const wanted = ids === undefined ? null : new Set(ids);
  return (parsed.data ?? [])
    .filter(({ id }) => wanted === null || wanted.has(id))
    .map(toSnapshot)
    .toSorted((a, b) => a.time.getTime() - b.time.getTime());
}

function toSnapshot(told: SnapshotMessage): Snapshot {
  const { summary } = told;
  return {
    id: told.id,
    time: told.time,
    tree: told.tree,
    tags: told.tags ?? [],
    host: told.hostname,
    paths: told.paths ?? [],
    parent: told.parent ?? null,
    summary: summary === undefined ? null : toCounts(summary),
  };
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
