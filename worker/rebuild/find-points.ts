import { sourceOf, type SourceConfig } from '@holdfast/db/sources/index';
import type { FoundItem, FoundPoint } from '@holdfast/db/services/vault/found-point';
import { wholeSet, type DescribedSnapshot } from '../backup/adopt.ts';
import { readTags, type SnapshotDescription } from '../backup/snapshot-tags.ts';
import type { Snapshot } from '../vault/snapshots.ts';

/** What a repository's snapshots come to. */
export interface Sorted {
  /** Oldest first, without what can be picked out of them. */
  readonly points: readonly FoundPoint[];
  /** Ids of snapshots that Holdfast did not make, or whose words about themselves cannot be read. */
  readonly foreign: readonly string[];
  /** Ids of snapshots that are no point: parts of unfinished backups, or stored again by a later attempt. */
  readonly unfinished: readonly string[];
  /** Ids of snapshots whose source this Holdfast cannot read, with the reason. */
  readonly unknownSource: readonly string[];
}

/** Sorts what is in a repository into recovery points, by the rules of adoption: of each job the newest whole attempt (law 2). */
export function sortSnapshots(snapshots: readonly Snapshot[]): Sorted {
  const described = snapshots.flatMap((snapshot): DescribedSnapshot[] => {
    const description = readTags(snapshot.tags);
    return description ? [{ snapshot, description }] : [];
  });
  const points: FoundPoint[] = [];
  const used = new Set<string>(described.map(({ snapshot }) => snapshot.id));
  const foreign = snapshots.map(({ id }) => id).filter((id) => !used.has(id));
  const unknownSource: string[] = [];
  const inPoints = new Set<string>();
  for (const ofJob of Map.groupBy(described, ({ description }) => description.job).values()) {
    const whole = newestWhole(ofJob);
    if (!whole) continue;
    const point = toPoint(whole);
    if (point) points.push(point);
    else unknownSource.push(...whole.map(({ snapshot }) => snapshot.id));
    for (const { snapshot } of whole) inPoints.add(snapshot.id);
  }
  return {
    points: points.toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime()),
    foreign,
    unfinished: described.map(({ snapshot }) => snapshot.id).filter((id) => !inPoints.has(id)),
    unknownSource,
  };
}

function newestWhole(ofJob: readonly DescribedSnapshot[]): readonly DescribedSnapshot[] | undefined {
  const attempts = [...Map.groupBy(ofJob, ({ description }) => description.attempt).entries()];
  return attempts
    .toSorted(([a], [b]) => b - a)
    .map(([, parts]) => wholeSet(parts))
    .find((set) => set !== undefined);
}

function toPoint(whole: readonly DescribedSnapshot[]): FoundPoint | undefined {
  const [first] = whole;
  if (!first) return undefined;
  const { job, attempt, takenAt, type, consistency, policy } = first.description;
  const item = itemOf(first.description);
  if (!item) return undefined;
  return {
    jobId: job,
    attempt,
    takenAt: new Date(takenAt),
    lastPartAt: new Date(Math.max(...whole.map(({ snapshot }) => snapshot.time.getTime()))),
    type,
    consistency,
    item,
    policy: policy ?? null,
    parts: whole.map(({ snapshot, description: { part, partKind } }) => ({
      name: part,
      kind: partKind,
      snapshotId: snapshot.id,
      sizeBytes: snapshot.summary?.bytesProcessed ?? 0,
      storedBytes: snapshot.summary?.bytesAddedPacked ?? 0,
      files: snapshot.summary?.filesProcessed ?? 0,
    })),
    contents: null,
  };
}

/** Undefined where its source is none that this Holdfast knows how to read. */
function itemOf({ item }: SnapshotDescription): FoundItem | undefined {
  const { id, name, kind, config, tags = {}, rpoSeconds = null, rtoSeconds = null } = item;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sourceOf parses it, and throws where it is none
    const source = sourceOf({ kind, config: config as SourceConfig });
    return { id, name, source, tags, rpoSeconds, rtoSeconds, hasSecret: item.hasSecret ?? false };
  } catch {
    return undefined;
  }
}
