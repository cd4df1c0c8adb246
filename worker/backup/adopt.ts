import type { Hold } from '@holdfast/db/services/job/hold';
import type { Snapshot } from '../vault/snapshots.ts';
import { readTags, type SnapshotDescription } from './snapshot-tags.ts';

/** A snapshot of ours with what it says of itself. */
export interface DescribedSnapshot {
  readonly snapshot: Snapshot;
  readonly description: SnapshotDescription;
}

/** What earlier attempts of a job left in the repository. */
export interface Leftovers {
  /** A whole set of parts of one attempt, in order; the newest such attempt. */
  readonly whole: readonly DescribedSnapshot[] | undefined;
  /** Ids of everything else: parts of incomplete sets are dropped, not completed, because dumps of different moments do not mix. */
  readonly rest: readonly string[];
}

/** Sorts a job's snapshots into what can be adopted and what must go (law 2). Snapshots of the running attempt are not among them. */
export function sortLeftovers(snapshots: readonly Snapshot[], running: Hold): Leftovers {
  const described = snapshots.flatMap((snapshot) => {
    const description = readTags(snapshot.tags);
    return description?.job === running.jobId && description.attempt !== running.attempt
      ? [{ snapshot, description }]
      : [];
  });
  const byAttempt = Map.groupBy(described, (one) => one.description.attempt);
  const newestFirst = [...byAttempt.entries()].toSorted(([a], [b]) => b - a);
  const whole = newestFirst.map(([, parts]) => wholeSet(parts)).find((set) => set !== undefined);
  const adopted = new Set(whole?.map((one) => one.snapshot.id));
  return { whole, rest: described.map((one) => one.snapshot.id).filter((id) => !adopted.has(id)) };
}

/** The parts of one attempt in order, if each of them is there exactly once. */
export function wholeSet(parts: readonly DescribedSnapshot[]): DescribedSnapshot[] | undefined {
  const ordered = parts.toSorted((a, b) => a.description.ordinal - b.description.ordinal);
  const expected = ordered[0]?.description.parts;
  const whole = ordered.length === expected && ordered.every((one, index) => one.description.ordinal === index);
  return whole ? ordered : undefined;
}
