import type { FoundPoint } from '@holdfast/db/services/vault/found-point';
import { wholeSet, type DescribedSnapshot } from '../backup/adopt.ts';
import { isOurs, readTags } from '../backup/snapshot-tags.ts';
import type { Snapshot } from '../vault/snapshots.ts';
import { readPoint } from './read-point.ts';

/** Why a snapshot is no recovery point, in the words a person is told. */
export type LeftAlone =
  | 'that Holdfast did not make'
  | 'of backups that did not finish'
  | 'that are copies of others'
  | 'whose words about themselves cannot be believed'
  | 'of a source that this Holdfast does not know';

/** What a repository's snapshots come to. */
export interface Sorted {
  /** Oldest first, without what can be picked out of them. */
  readonly points: readonly FoundPoint[];
  /** Ids of all other snapshots. */
  readonly leftAlone: ReadonlyMap<LeftAlone, readonly string[]>;
}

/**
 * Sorts what is in a repository into recovery points, by the rules of adoption: of each job the newest whole attempt (law 2).
 * Whoever can write to a vault can write anything there: what cannot be is left alone, and no snapshot keeps the others from
 * being found.
 * @param now later than which nothing can have been taken
 */
export function sortSnapshots(snapshots: readonly Snapshot[], now: Date): Sorted {
  const leftAlone = new Map<LeftAlone, string[]>();
  const leave = (why: LeftAlone, those: readonly { readonly snapshot: Pick<Snapshot, 'id'> }[]) =>
    leftAlone.set(why, [...(leftAlone.get(why) ?? []), ...those.map(({ snapshot }) => snapshot.id)]);
  const described = snapshots.flatMap((snapshot): DescribedSnapshot[] => {
    const description = readTags(snapshot.tags);
    if (description) return [{ snapshot, description }];
    const ours = isOurs(snapshot.tags);
    leave(ours ? 'whose words about themselves cannot be believed' : 'that Holdfast did not make', [{ snapshot }]);
    return [];
  });
  const points: FoundPoint[] = [];
  for (const ofJob of Map.groupBy(described, ({ description }) => description.job).values()) {
    const { originals, copies } = withoutCopies(ofJob);
    leave('that are copies of others', copies);
    const whole = newestWhole(originals);
    const rest = originals.filter((one) => !whole?.includes(one));
    leave('of backups that did not finish', rest);
    if (!whole) continue;
    const read = readPoint(whole, now);
    if (typeof read === 'string') leave(read, whole);
    else points.push(read);
  }
  const { agreeing, odd } = ofOneKind(points.toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime()));
  leave('whose words about themselves cannot be believed', odd);
  return { points: agreeing, leftAlone };
}

/** Of the same part of the same attempt the oldest that is no copy is the one that was stored: someone with restic made the others of it. */
function withoutCopies(ofJob: readonly DescribedSnapshot[]): {
  originals: readonly DescribedSnapshot[];
  copies: readonly DescribedSnapshot[];
} {
  const places = Map.groupBy(ofJob, ({ description }) => `${description.attempt}/${description.ordinal}`);
  const oldestFirst = [...places.values()].map((same) =>
    same.toSorted((a, b) => isCopy(a) - isCopy(b) || a.snapshot.time.getTime() - b.snapshot.time.getTime()),
  );
  return {
    originals: oldestFirst.flatMap((same) => same.slice(0, 1)),
    copies: oldestFirst.flatMap((same) => same.slice(1)),
  };
}

/** What `restic rewrite` makes keeps the time of its original, and names it. */
function isCopy({ snapshot }: DescribedSnapshot): number {
  return snapshot.original === null ? 0 : 1;
}

function newestWhole(ofJob: readonly DescribedSnapshot[]): readonly DescribedSnapshot[] | undefined {
  const attempts = [...Map.groupBy(ofJob, ({ description }) => description.attempt).entries()];
  return attempts
    .toSorted(([a], [b]) => b - a)
    .map(([, parts]) => wholeSet(parts))
    .find((set) => set !== undefined);
}

/** An item is of one kind for good: a point that says another belongs to no item of ours. The oldest decides. */
function ofOneKind(points: readonly FoundPoint[]): {
  agreeing: readonly FoundPoint[];
  odd: readonly { snapshot: { id: string } }[];
} {
  const kinds = new Map(points.toReversed().map(({ item }) => [item.id, item.source.kind]));
  const agrees = ({ item }: FoundPoint) => kinds.get(item.id) === item.source.kind;
  const odd = points.filter((point) => !agrees(point));
  return {
    agreeing: points.filter(agrees),
    odd: odd.flatMap(({ parts }) => parts.map(({ snapshotId }) => ({ snapshot: { id: snapshotId } }))),
  };
}
