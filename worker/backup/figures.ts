import type { PointFigures } from '@holdfast/db/domain/suspicion';
import type { SnapshotCounts } from '../vault/snapshots.ts';

/** What the engine counted of a part, in the words of a recovery point; undefined where it did not say. */
export function figuresFrom(counts: SnapshotCounts | null): PointFigures | undefined {
  if (counts === null) return undefined;
  const { filesNew, filesChanged, filesUnmodified, bytesAdded } = counts;
  return { filesNew, filesChanged, filesUnmodified, addedBytes: bytesAdded };
}
