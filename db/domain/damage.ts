/**
 * How sure it is that a recovery point lost data. `DAMAGED`: what it needs is gone or wrong. `SUSPECT`: something of its repository is,
 * and what that touches could not be determined. `MISSING`: the vault no longer has its snapshot.
 */
export const DAMAGE_CERTAINTIES = ['DAMAGED', 'SUSPECT', 'MISSING'] as const;
export type DamageCertainty = (typeof DAMAGE_CERTAINTIES)[number];

/** What is wrong with what the vault holds of a point. It goes when a later look finds the point whole again. */
export interface Damage {
  readonly certainty: DamageCertainty;
  /** In words, for people. */
  readonly text: string;
  /** The job that found it. */
  readonly jobId: string;
  /** The first of the paths that cannot be restored, as they stand in the vault; empty where that is not known. */
  readonly paths: readonly string[];
  /** How many they are; null where that is not known. */
  readonly pathCount: number | null;
}

/** What a look found out about a part of a point, as its engine snapshot. */
export interface FoundDamage {
  readonly snapshotId: string;
  readonly certainty: DamageCertainty;
  readonly paths: readonly string[];
  /** How many they are; null where that is not known, 0 where the snapshot as a whole cannot be read. */
  readonly pathCount: number | null;
}

/** Some paths are kept with a point, not all. */
const PATHS_KEPT = 20;

/** The damage of a point, of what was found of its parts: one at least. The surest word counts for the whole. */
export function joinDamage(found: readonly FoundDamage[], jobId: string): Damage {
  const certainty = SUREST_FIRST.find((one) => found.some((part) => part.certainty === one)) ?? 'SUSPECT';
  const counts = found.map(({ pathCount }) => pathCount);
  const known = counts.filter((count) => count !== null);
  const isCounted = known.length === counts.length && !known.includes(0);
  const pathCount = isCounted ? known.reduce((sum, count) => sum + count, 0) : null;
  const paths = [...new Set(found.flatMap((part) => part.paths))].slice(0, PATHS_KEPT);
  const isUnreadable = certainty === 'DAMAGED' && known.includes(0);
  return { certainty, text: isUnreadable ? UNREADABLE : describe(certainty, pathCount), jobId, paths, pathCount };
}

const UNREADABLE = 'Its snapshot in the vault cannot be read.';
const SUREST_FIRST: readonly DamageCertainty[] = ['MISSING', 'DAMAGED', 'SUSPECT'];

function describe(certainty: DamageCertainty, pathCount: number | null): string {
  if (certainty === 'MISSING') return 'The vault no longer has it: its snapshot is gone.';
  if (certainty === 'SUSPECT') {
    return 'Something in its repository is damaged, and it could not be found out yet whether that touches this point.';
  }
  if (pathCount === null) return 'Some of what the vault holds of it is lost or wrong.';
  return `The vault lost data that ${pathCount === 1 ? 'one' : pathCount} of its paths ${pathCount === 1 ? 'needs' : 'need'}.`;
}

/** Whether both say the same to people; which job found it last does not matter. */
export function isSameDamage(one: Damage, other: Damage): boolean {
  return (
    one.certainty === other.certainty &&
    one.pathCount === other.pathCount &&
    JSON.stringify(one.paths) === JSON.stringify(other.paths)
  );
}
