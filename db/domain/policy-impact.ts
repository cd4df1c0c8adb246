import { RETENTION_RULES, type Retention, type RetentionRule } from './retention-schema.ts';
import type { Verdict } from './retention-verdict.ts';
import type { Cadence } from './schedule-cadence.ts';

/** A point that an edit of its policy takes, now or sooner than before, or brings back. */
export interface ImpactPoint {
  readonly id: string;
  readonly itemId: string;
  readonly itemName: string;
  readonly takenAt: Date;
  readonly storedBytes: number;
  /** Of one that goes: from when on; null where newer points push it out. Of one that comes back null. */
  readonly goesAt: Date | null;
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

/** What an edit of a policy does to the points that are there. */
export interface PointsImpact {
  /**
   * Of the moment, the edit, and the points that it takes or brings back. An edit that carries it is refused once it would do
   * something else to what was there at that moment.
   */
  readonly fingerprint: string;
  readonly items: number;
  /** Points that stay under the policy as it is and go under the edit. */
  readonly gone: ImpactPoints;
  /** Points that stay for now, and go sooner than under the policy as it is, or may. */
  readonly sooner: ImpactPoints;
  /** Points that were deleted softly and come back. */
  readonly back: ImpactPoints;
  /** For how many days at least what goes can be brought back: the least of its vaults. Null where nothing goes. */
  readonly comesBackForDays: number | null;
}

/** What an edit of a policy would do. */
export interface PolicyImpact extends PointsImpact {
  readonly before: Cadence;
  readonly after: Cadence;
  /** Items that would miss their recovery point objective under the edit. */
  readonly missed: { readonly count: number; readonly first: readonly MissedObjective[] };
}

/** What an edit does to a point: the verdicts under the policy as it is and under the edit. */
export type Change = 'GONE' | 'SOONER' | 'BACK' | 'NONE';

/** The same days of another zone end earlier or later by a change of its clocks: that is nobody's loss. */
const CLOCK_CHANGE_MS = 2 * 3_600_000;

export interface Compared {
  /** Null where the rules as they are cannot be read: then nothing goes by them. */
  readonly before: Verdict | null;
  readonly after: Verdict;
  readonly isDeleted: boolean;
  /** Rules that keep fewer than before. */
  readonly shrunk: ReadonlySet<RetentionRule>;
}

/**
 * Whether a point is worse off under an edit: it goes, or the time for which something dated keeps it ends earlier, or it loses a count
 * that kept it, or that count keeps fewer. A hold that keeps it through both makes no difference.
 */
export function changeOf({ before, after, isDeleted, shrunk }: Compared): Change {
  if (after.goes) return before?.goes ? 'NONE' : 'GONE';
  if (before?.goes) return isDeleted ? 'BACK' : 'NONE';
  if (!before || after.keptBy.some(({ rule }) => rule === 'held')) return 'NONE';
  const counts = countsOf(after);
  const lostCount = countsOf(before).some((rule) => shrunk.has(rule) || !counts.includes(rule));
  return lostCount || datedEnd(after) < datedEnd(before) - CLOCK_CHANGE_MS ? 'SOONER' : 'NONE';
}

/** Rules that count as keepers of fewer points in `after` than in `before`. */
export function shrunkRules(before: Retention, after: Retention): ReadonlySet<RetentionRule> {
  return new Set(
    RETENTION_RULES.filter((rule) => {
      const [was, is] = [before[rule]?.keep, after[rule]?.keep];
      return was && is && 'count' in was && 'count' in is && is.count < was.count;
    }),
  );
}

/** The rules that keep it by a count. */
function countsOf({ keptBy }: Verdict): RetentionRule[] {
  return keptBy.flatMap((reason) => ('period' in reason && reason.until === null ? [reason.rule] : []));
}

/** Until when something dated keeps it, whatever newer points come; in milliseconds since the epoch. */
function datedEnd({ keptBy }: Verdict): number {
  return Math.max(
    -Infinity,
    ...keptBy.map((reason) => ('until' in reason ? (reason.until?.getTime() ?? -Infinity) : -Infinity)),
  );
}
