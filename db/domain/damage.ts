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
