import type { RetainedPoint } from './retention-verdict.ts';

/** A point that stays and wants its chain to stay with it. */
export interface ChainHead {
  readonly point: RetainedPoint;
  /** Milliseconds since the epoch until which it stays; Infinity where no date is known. */
  readonly staysUntil: number;
}

/** Why a point is needed: by which point, and until when (as of the head of the chain). */
export interface Need {
  readonly by: RetainedPoint;
  readonly staysUntil: number;
}

/**
 * Everything the heads need, directly or through others: of each the point that needs it directly, on behalf of the head
 * that stays longest (of those the newest). Ends also where points need each other in a circle; an id that is not among
 * the points ends its chain. Takes the heads in the order of time, and time linear in the points.
 */
export function findNeeds(points: readonly RetainedPoint[], heads: readonly ChainHead[]): Map<RetainedPoint, Need> {
  const byId = new Map(points.map((point) => [point.id, point]));
  const needs = new Map<RetainedPoint, Need>();
  // Longest first, so that whoever comes second to a point brings no later date, for it and for all behind it.
  for (const head of heads.toReversed().toSorted(longestFirst)) {
    let by = head.point;
    for (let next = neededBy(by, byId); next && !needs.has(next); next = neededBy(by, byId)) {
      needs.set(next, { by, staysUntil: head.staysUntil });
      by = next;
    }
  }
  return needs;
}

function neededBy(point: RetainedPoint, byId: ReadonlyMap<string, RetainedPoint>): RetainedPoint | undefined {
  const needed = point.needs === null ? undefined : byId.get(point.needs);
  return needed === point ? undefined : needed;
}

/** Compares, as the difference of two Infinities would be NaN. */
function longestFirst(a: ChainHead, b: ChainHead): number {
  if (a.staysUntil === b.staysUntil) return 0;
  return a.staysUntil > b.staysUntil ? -1 : 1;
}
