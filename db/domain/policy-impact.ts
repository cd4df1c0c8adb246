import { fingerprint } from './fingerprint.ts';
import type { Cadence } from './schedule-cadence.ts';

/** A point that an edit of its policy takes or brings back. */
export interface ImpactPoint {
  readonly id: string;
  readonly itemId: string;
  readonly itemName: string;
  readonly takenAt: Date;
  readonly storedBytes: number;
  /** In words: why it goes, or what keeps it. */
  readonly text: string;
}

/** So many points and what they weigh; the first ones by name. */
export interface ImpactPoints {
  readonly count: number;
  /** What the vault grew by when they were stored. */
  readonly storedBytes: number;
  /** The newest 100. */
  readonly first: readonly ImpactPoint[];
}

/** An item that may lose more than its objective allows, even when every backup succeeds. */
export interface MissedObjective {
  readonly itemId: string;
  readonly itemName: string;
  readonly rpoSeconds: number;
  /** Null where nothing would run by itself. */
  readonly longestGapSeconds: number | null;
}

/** What an edit of a policy would do. */
export interface PolicyImpact {
  /** Of the edit and of the points that it takes or brings back: an edit that carries it is refused once it is another. */
  readonly fingerprint: string;
  readonly items: number;
  /** Points that stay under the policy as it is and go under the edit. */
  readonly gone: ImpactPoints;
  /** Points that were deleted softly and come back. */
  readonly back: ImpactPoints;
  /** For how many days at least what goes can be brought back: the least of its vaults. Null where nothing goes. */
  readonly comesBackForDays: number | null;
  readonly before: Cadence;
  readonly after: Cadence;
  /** Items that would miss their recovery point objective under the edit. */
  readonly missed: { readonly count: number; readonly first: readonly MissedObjective[] };
}

/** What an impact is told apart by: the edit, and the ids of all points that it takes or brings back. */
export function impactFingerprint(basis: {
  readonly version: number;
  readonly edited: unknown;
  readonly gone: readonly string[];
  readonly back: readonly string[];
}): string {
  return fingerprint({ ...basis, gone: basis.gone.toSorted(), back: basis.back.toSorted() });
}
