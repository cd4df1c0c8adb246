import { endOf } from './retention-calendar.ts';
import { findNeeds } from './retention-chain.ts';
import { claimPoints, type Claim, type Moment } from './retention-claims.ts';
import { whyGone } from './retention-explain.ts';
import { byTime, findNewest, ownReasons } from './retention-own-reasons.ts';
import type { Reason, RetainedPoint, Verdict } from './retention-verdict.ts';
import type { Retention } from './retention-schema.ts';

/**
 * What retention does with each of one item's points (all that are still there), in the order given; the order does
 * not matter. It only judges: who removes what goes does it softly first (law 3).
 *
 * - Rules add up: a point stays as long as anything keeps it, so that more or longer rules never remove more.
 * - A period rule keeps the first point of each period, by the policy's zone, and where that is not good the first good one too; a
 *   count keeps the newest N periods that have a good point and all between them, a duration keeps it while `takenAt` plus the duration
 *   is later than now. Logs only go by `all`.
 * - The newest good point stays, and the newest that nothing is held against; so does what a staying point needs, through any number of
 *   others, what is held, what is immutable, what is of the future, and what is not good while nothing newer is good in its place.
 * - A point that is not good takes no place in a count, and no good one goes for it. Of points that were all good none goes for being
 *   found damaged: it may hold the only copy of something.
 * - A point of the future counts for nothing: else a clock that had jumped could push every real point out.
 * - Judging again without what goes gives every other point the same verdict.
 *
 * Ids are unique. Takes O(n log n).
 * @throws RangeError when the zone is unknown
 */
export function judgeRetention(points: readonly RetainedPoint[], retention: Retention, moment: Moment): Verdict[] {
  const now = findReasons(points, retention, moment);
  const staying = points.filter((point) => now.reasons.has(point));
  // Nothing more goes, but what stays for another reason can be the first of a period once the first is gone: it is told
  // so at once, not by the next run, and `until` is right.
  const after = staying.length === points.length ? now : findReasons(staying, retention, moment);
  return points.map((point) => {
    const keptBy = after.reasons.get(point) ?? [];
    return {
      id: point.id,
      keptBy,
      goes: keptBy.length === 0 ? whyGone(point, now.claims.get(point) ?? []) : null,
      until: dateOf(after.ends.get(point) ?? Infinity),
      snapshotExpires: snapshotExpires(point, retention, moment),
    };
  });
}

interface Findings {
  /** Of every point that stays. */
  readonly reasons: ReadonlyMap<RetainedPoint, Reason[]>;
  /** Milliseconds since the epoch until which it stays; Infinity where no date is known. */
  readonly ends: ReadonlyMap<RetainedPoint, number>;
  readonly claims: ReadonlyMap<RetainedPoint, Claim[]>;
}

function findReasons(points: readonly RetainedPoint[], retention: Retention, moment: Moment): Findings {
  const ordered = points.toSorted(byTime);
  const past = ordered.filter(({ takenAt }) => takenAt <= moment.now);
  const newest = findNewest(past);
  const claims = Map.groupBy(claimPoints(past, retention, moment), ({ point }) => point);
  const reasons = new Map<RetainedPoint, Reason[]>();
  const ends = new Map<RetainedPoint, number>();
  for (const point of ordered) {
    const found = [...ruleReasons(claims.get(point) ?? []), ...ownReasons(point, newest, moment.now)];
    if (found.length === 0) continue;
    reasons.set(point, found);
    ends.set(point, lastEnd(found));
  }
  const heads = [...ends].map(([point, staysUntil]) => ({ point, staysUntil }));
  for (const [point, { by, staysUntil }] of findNeeds(ordered, heads)) {
    reasons.set(point, [...(reasons.get(point) ?? []), { rule: 'needed-by', pointId: by.id }]);
    ends.set(point, Math.max(staysUntil, ends.get(point) ?? -Infinity));
  }
  return { reasons, ends, claims };
}

function ruleReasons(claims: readonly Claim[]): Reason[] {
  const standing = claims.filter(({ stands }) => stands);
  return standing.map(({ rule, period, limit }) => ({ rule, period, until: limit instanceof Date ? limit : null }));
}

function lastEnd(reasons: readonly Reason[]): number {
  return Math.max(...reasons.map((reason) => ('until' in reason ? (reason.until?.getTime() ?? Infinity) : Infinity)));
}

function dateOf(end: number): Date | null {
  return Number.isFinite(end) ? new Date(end) : null;
}

/** Never of a point that has nothing but its snapshot: that would be removing the point. */
function snapshotExpires({ tiers, takenAt }: RetainedPoint, { snapshotDays }: Retention, moment: Moment): boolean {
  if (!tiers.includes('SNAPSHOT') || tiers.every((tier) => tier === 'SNAPSHOT') || takenAt > moment.now) return false;
  return snapshotDays === undefined || endOf(takenAt, { days: snapshotDays }, moment.timeZone) <= moment.now;
}
