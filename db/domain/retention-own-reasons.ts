import type { OwnReason, RetainedPoint } from './retention-verdict.ts';

/** The order in which points count as older and newer: by time and, where that is the same, by id. */
export function byTime(a: RetainedPoint, b: RetainedPoint): number {
  const apart = a.takenAt.getTime() - b.takenAt.getTime();
  if (apart !== 0) return apart;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** The good points that never go. */
export interface Newest {
  readonly good: RetainedPoint | undefined;
  /** The newest that restores without a log. Should the newest be a log whose chain is not known, it would be worth nothing alone. */
  readonly goodWithoutLogs: RetainedPoint | undefined;
}

/** Of points in the order of time, none of them of the future. */
export function findNewest(points: readonly RetainedPoint[]): Newest {
  return {
    good: points.findLast((point) => point.isGood),
    goodWithoutLogs: points.findLast((point) => point.isGood && point.type !== 'LOG'),
  };
}

/** What keeps the point whatever the policy says. */
export function ownReasons(point: RetainedPoint, newest: Newest, now: Date): OwnReason[] {
  const reasons: OwnReason[] = [];
  const { keepUntil, immutableUntil } = point;
  if (point.takenAt > now) reasons.push({ rule: 'future' });
  else if (point === newest.good || point === newest.goodWithoutLogs) reasons.push({ rule: 'newest-good' });
  else if (!point.isGood && (!newest.good || byTime(point, newest.good) > 0)) reasons.push({ rule: 'no-newer-good' });
  if (keepUntil && keepUntil > now) reasons.push({ rule: 'own', until: keepUntil });
  if (point.isHeld) reasons.push({ rule: 'held' });
  if (immutableUntil && immutableUntil > now) reasons.push({ rule: 'immutable', until: immutableUntil });
  return reasons;
}
