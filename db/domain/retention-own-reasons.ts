import type { OwnReason, RetainedPoint } from './retention-verdict.ts';

/** The order in which points count as older and newer: by time and, where that is the same, by id. */
export function byTime(a: RetainedPoint, b: RetainedPoint): number {
  const apart = a.takenAt.getTime() - b.takenAt.getTime();
  if (apart !== 0) return apart;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** What a point is looked for as. */
interface Use {
  readonly rule: 'newest-good' | 'newest-unsuspected';
  has(point: RetainedPoint): boolean;
}

/**
 * Should the newest good point be a log whose chain is not known, it would be worth nothing alone; should it be what ransomware left, or
 * have come after that, it would be worth nothing at all.
 */
const USES: readonly Use[] = [
  { rule: 'newest-good', has: () => true },
  { rule: 'newest-good', has: ({ type }) => type !== 'LOG' },
  { rule: 'newest-unsuspected', has: ({ isSuspect }) => !isSuspect },
  { rule: 'newest-unsuspected', has: ({ isSuspect, type }) => !isSuspect && type !== 'LOG' },
];

/** The good points that never go: the newest of each use. */
export type Newest = ReadonlyMap<Use, RetainedPoint | undefined>;

/** Of points in the order of time, none of them of the future. */
export function findNewest(points: readonly RetainedPoint[]): Newest {
  return new Map(USES.map((use) => [use, points.findLast((point) => point.isGood && use.has(point))]));
}

/** What keeps the point whatever the policy says. */
export function ownReasons(point: RetainedPoint, newest: Newest, now: Date): OwnReason[] {
  const reasons: OwnReason[] = [];
  const { keepUntil, immutableUntil } = point;
  if (point.takenAt > now) reasons.push({ rule: 'future' });
  else reasons.push(...reasonOfPlace(point, newest));
  if (keepUntil && keepUntil > now) reasons.push({ rule: 'own', until: keepUntil });
  if (point.isHeld) reasons.push({ rule: 'held' });
  if (immutableUntil && immutableUntil > now) reasons.push({ rule: 'immutable', until: immutableUntil });
  return reasons;
}

/** One that is not good stays while there is no newer good one for a use that it had. */
function reasonOfPlace(point: RetainedPoint, newest: Newest): OwnReason[] {
  const first = USES.find((use) => {
    const good = newest.get(use);
    if (point.isGood) return point === good;
    return use.has(point) && (good === undefined || byTime(point, good) > 0);
  });
  if (!first) return [];
  return [{ rule: point.isGood ? first.rule : 'no-newer-good' }];
}
