import type { Temporal } from 'temporal-polyfill';
import { endOf, localDay } from './retention-calendar.ts';
import { periodRules, type PeriodRule } from './retention-periods.ts';
import type { RetainedPoint } from './retention-verdict.ts';
import type { Keep, Retention, RetentionRule } from './retention-schema.ts';

export interface Moment {
  readonly now: Date;
  /** IANA name; the policy's. */
  readonly timeZone: string;
}

/** A rule has chosen the point, as the point of a period. Whether it still keeps it is `stands`. */
export interface Claim {
  readonly point: RetainedPoint;
  readonly rule: RetentionRule;
  readonly period: string;
  readonly stands: boolean;
  /** When a duration ends or ended, or how many a count keeps. */
  readonly limit: Date | number;
}

/** A point with its date in the policy's zone. */
interface Dated {
  readonly point: RetainedPoint;
  readonly day: Temporal.PlainDate;
}

/**
 * What the policy's rules say of the points. These are in the order of time, and none is of the future.
 *
 * Whether a rule keeps a point depends only on points that the rule keeps too: the first of a period is the first
 * as long as it stays, and the newest N stay the newest N whatever older ones go. So what goes never makes another go. For
 * the same reason a rule that has let go of a period's first point does not fall back on the second while the first is
 * there, and a longer duration never takes the place of a point that a shorter one kept.
 */
export function claimPoints(points: readonly RetainedPoint[], retention: Retention, moment: Moment): Claim[] {
  const dated = points.map((point) => ({ point, day: localDay(point.takenAt, moment.timeZone) }));
  // A log restores nothing by itself: as the point of its month it would be kept for years in place of a full.
  const candidates = dated.filter(({ point }) => point.isGood && point.type !== 'LOG');
  return [
    ...(retention.all ? claimAll(dated, retention.all.keep, moment) : []),
    ...periodRules(retention).flatMap((rule) => claimPeriods(candidates, rule, moment)),
  ];
}

/**
 * With a count, `all` keeps a point while fewer good ones than that are newer. One that is not good so goes with the
 * good ones around it, and takes the place of none.
 */
function claimAll(points: readonly Dated[], keep: Keep, moment: Moment): Claim[] {
  let newerGood = points.filter(({ point }) => point.isGood).length;
  return points.map(({ point, day }) => {
    if (point.isGood) newerGood -= 1;
    const limit = limitOf(point, keep, moment);
    const stands = limit instanceof Date ? limit > moment.now : newerGood < limit;
    return { point, rule: 'all', period: day.toString(), stands, limit };
  });
}

function claimPeriods(candidates: readonly Dated[], { rule, keep, ...by }: PeriodRule, moment: Moment): Claim[] {
  const firsts = new Map<string, RetainedPoint>();
  for (const { point, day } of candidates) {
    const period = by.periodOf(day);
    if (period !== null && !firsts.has(period)) firsts.set(period, point);
  }
  // In the order of the calendar: where clocks go back over midnight, a later point can be of an earlier day.
  const counted = [...new Set([...firsts.keys()].map((period) => by.countedOf(period)))].toSorted();
  return [...firsts].map(([period, point]) => {
    const limit = limitOf(point, keep, moment);
    const stands = limit instanceof Date ? limit > moment.now : isAmongNewest(by.countedOf(period), counted, limit);
    return { point, rule, period, stands, limit };
  });
}

function limitOf(point: RetainedPoint, keep: Keep, { timeZone }: Moment): Date | number {
  return 'count' in keep ? keep.count : endOf(point.takenAt, keep, timeZone);
}

/** `sorted` holds what is counted, oldest first. */
function isAmongNewest(period: string, sorted: readonly string[], count: number): boolean {
  const oldestKept = sorted[Math.max(0, sorted.length - count)];
  return oldestKept !== undefined && period >= oldestKept;
}
