import { everyPointFor, LONGEST_RETENTION } from '@holdfast/db/domain/retention';
import type { FoundItem, FoundPoint, FoundPolicy } from '@holdfast/db/services/vault/found-point';
import { parseSource } from '@holdfast/db/sources/index';
import type { DescribedSnapshot } from '../backup/adopt.ts';
import { figuresFrom } from '../backup/figures.ts';
import type { SnapshotDescription } from '../backup/snapshot-tags.ts';
import type { LeftAlone } from './find-points.ts';

/** Clocks of two machines are not further apart than this, in milliseconds. */
const CLOCKS_APART_MS = 24 * 3_600_000;
/** Before anyone could have made a backup with this. */
const EARLIEST_MS = Date.parse('2000-01-01T00:00:00Z');

/** A whole set of snapshots as a recovery point, or why it is none. */
export function readPoint(whole: readonly DescribedSnapshot[], now: Date): FoundPoint | LeftAlone {
  const [first] = whole;
  if (!first) return 'of backups that did not finish';
  const { job, attempt, type, consistency, keepUntil } = first.description;
  const takenAt = new Date(first.description.takenAt);
  const item = itemOf(first.description);
  if (!item) return 'of a source that this Holdfast does not know';
  if (!isPlausible(takenAt, now) || !agree(whole)) return 'whose words about themselves cannot be believed';
  return {
    jobId: job,
    attempt,
    takenAt,
    keepUntil: keepUntil === undefined ? null : new Date(keepUntil),
    endedAt: endOf(whole),
    type,
    consistency,
    item,
    policy: policyOf(first.description),
    parts: whole.map(({ snapshot, description: { part, partKind } }) => ({
      name: part,
      kind: partKind,
      snapshotId: snapshot.id,
      sizeBytes: snapshot.summary?.bytesProcessed ?? 0,
      storedBytes: snapshot.summary?.bytesAddedPacked ?? 0,
      files: snapshot.summary?.filesProcessed ?? 0,
      figures: figuresFrom(snapshot.summary),
    })),
    contents: null,
  };
}

function isPlausible(takenAt: Date, now: Date): boolean {
  const at = takenAt.getTime();
  return at >= EARLIEST_MS && at <= now.getTime() + CLOCKS_APART_MS;
}

/** Parts of one attempt say the same of it, and no two are called the same. */
function agree(whole: readonly DescribedSnapshot[]): boolean {
  const names = new Set(whole.map(({ description }) => description.part));
  const items = new Set(
    whole.map(({ description: { item, takenAt } }) => JSON.stringify([item.id, item.kind, takenAt])),
  );
  return names.size === whole.length && items.size === 1;
}

function endOf(whole: readonly DescribedSnapshot[]): Date | null {
  const ends = whole.map(({ snapshot }) => snapshot.endedAt);
  const told = ends.filter((end) => end !== null);
  return told.length === ends.length ? new Date(Math.max(...told.map((end) => end.getTime()))) : null;
}

/** Undefined where its source is none that this Holdfast knows how to read. */
function itemOf({ item }: SnapshotDescription): FoundItem | undefined {
  const { id, name, kind, config, tags, rpoSeconds = null, rtoSeconds = null } = item;
  const source = parseSource({ kind, config });
  if (!source) return undefined;
  // Points of before this was said: whoever gives a password that nobody asks for does no harm.
  const hasSecret = item.hasSecret ?? source.kind !== 'FILES';
  return { id, name, source, tags, rpoSeconds, rtoSeconds, hasSecret };
}

/** Of a policy whose retention cannot be read all is kept until someone decides. */
function policyOf({ policy }: SnapshotDescription): FoundPolicy | null {
  if (!policy) return null;
  const { retention, retentionDays, schedule = null, ...rest } = policy;
  const told = retention ?? (retentionDays === undefined ? LONGEST_RETENTION : everyPointFor(retentionDays));
  return { ...rest, retention: told, schedule };
}
