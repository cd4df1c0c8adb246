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
 * The point of a period is its first; where that is not good, the first good one too. So a point that is found damaged stays as long as
 * its rules say: it may hold the only copy of something.
 *
 * Whether a rule keeps a point depends only on points that the rule keeps too: the first of a period is the first
 * as long as it stays, and the newest N stay the newest N whatever older ones go. So what goes never makes another go. For
 * the same reason a rule that has let go of a period's first point does not fall back on the second while the first is
 * there, and a longer duration never takes the place of a point that a shorter one kept.
 */
export function claimPoints(points: readonly RetainedPoint[], retention: Retention, moment: Moment): Claim[] {
  const dated = points.map((point) => ({ point, day: localDay(point.takenAt, moment.timeZone) }));
  // A log restores nothing by itself: as the point of its month it would be kept for years in place of a full.
  const candidates = dated.filter(({ point }) => point.type !== 'LOG');
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
  const ofPeriods = candidates.flatMap(({ point, day }) => {
    const period = by.periodOf(day);
    return period === null ? [] : [{ point, period }];
  });
  const firstGood = firstOfEach(ofPeriods.filter(({ point }) => point.isGood));
  const chosen = new Set([...firstOfEach(ofPeriods), ...firstGood]);
  // In the order of the calendar: where clocks go back over midnight, a later point can be of an earlier day.
  const counted = [...new Set(firstGood.map(({ period }) => by.countedOf(period)))].toSorted();
  return [...chosen].map(({ point, period }) => {
    const limit = limitOf(point, keep, moment);
    const stands = limit instanceof Date ? limit > moment.now : isAmongNewest(by.countedOf(period), counted, limit);
    return { point, rule, period, stands, limit };
  });
}

function limitOf(point: RetainedPoint, keep: Keep, { timeZone }: Moment): Date | number {
  return 'count' in keep ? keep.count : endOf(point.takenAt, keep, timeZone);
}

interface OfPeriod {
  readonly point: RetainedPoint;
  readonly period: string;
}

/** Of points in the order of time. */
function firstOfEach(points: readonly OfPeriod[]): OfPeriod[] {
  const firsts = new Map<string, OfPeriod>();
  for (const one of points) if (!firsts.has(one.period)) firsts.set(one.period, one);
  return [...firsts.values()];
}

/** Whether fewer than `count` of what is counted are newer; `sorted` holds that, oldest first. */
function isAmongNewest(period: string, sorted: readonly string[], count: number): boolean {
  const oldestKept = sorted.at(-count);
  return oldestKept === undefined || period >= oldestKept;
}
