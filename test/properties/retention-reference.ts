import type { Keep, MonthChoice, Reason, RetainedPoint, Retention, RetentionRule } from '@holdfast/db/domain/retention';
import { datesOf, laterBy, wallClock, type WallClock } from './retention-wall-clock.ts';

/**
 * Retention once more, as slowly and as literally as it can be said: every question is asked of every pair of points.
 * Takes nothing from the code under test but types.
 */
interface Judged {
  readonly keptBy: Reason[];
  /** Milliseconds since the epoch; Infinity where no date is known. */
  readonly until: number;
  readonly why: 'EXPIRED' | 'SURPLUS' | 'NOT_GOOD' | 'NO_RULE' | null;
}

export interface Question {
  readonly points: readonly RetainedPoint[];
  readonly retention: Retention;
  readonly now: Date;
  readonly timeZone: string;
}

/** What becomes of each point, by id. The reasons are those of the world in which everything that goes has gone. */
export function judgeSlowly(question: Question): Map<string, Judged> {
  const staying = question.points.filter((point) => isKept(point, question));
  const after = { ...question, points: staying };
  const judged = question.points.map((point): [string, Judged] => {
    if (!staying.includes(point)) return [point.id, { keptBy: [], until: Infinity, why: whyNot(point, question) }];
    const keptBy = [...directReasons(point, after), ...neededBy(point, after)];
    return [point.id, { keptBy, until: stayOf(point, after), why: null }];
  });
  return new Map(judged);
}

function isKept(point: RetainedPoint, question: Question): boolean {
  return directReasons(point, question).length > 0 || isNeeded(point, question);
}

/** Whether a point that takes its chain along needs it, through however many others; `seen` ends circles. */
function isNeeded(point: RetainedPoint, question: Question, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(point.id)) return false;
  const further = new Set([...seen, point.id]);
  return question.points.some(
    (other) =>
      other !== point && other.needs === point.id && (isHead(other, question) || isNeeded(other, question, further)),
  );
}

/** Whether the point takes its chain along. */
function isHead(point: RetainedPoint, question: Question): boolean {
  return directReasons(point, question).length > 0;
}

/** As long as its own reasons last, or anything whose chain it is in. */
function stayOf(point: RetainedPoint, question: Question, seen: ReadonlySet<string> = new Set()): number {
  const further = new Set([...seen, point.id]);
  const needing = question.points.filter((other) => other.needs === point.id && !further.has(other.id));
  return Math.max(
    ...(seen.size === 0 ? [lastOf(directReasons(point, question))] : []),
    ...needing.map((other) => Math.max(headStay(other, question), stayOf(other, question, further))),
    -Infinity,
  );
}

/** How long the point takes its chain along. */
function headStay(point: RetainedPoint, question: Question): number {
  return isHead(point, question) ? lastOf(directReasons(point, question)) : -Infinity;
}

function lastOf(reasons: readonly Reason[]): number {
  return Math.max(...reasons.map((reason) => ('until' in reason && reason.until ? reason.until.getTime() : Infinity)));
}

/** All that could be named: any of them is true, and the code names one. */
function neededBy(point: RetainedPoint, question: Question): Reason[] {
  const needing = question.points.filter(
    (other) => other !== point && other.needs === point.id && (isHead(other, question) || isNeeded(other, question)),
  );
  return needing.map(({ id }) => ({ rule: 'needed-by', pointId: id }));
}

function directReasons(point: RetainedPoint, question: Question): Reason[] {
  const { now } = question;
  const reasons: Reason[] = [];
  for (const claim of claimsOn(point, question)) if (claim.stands) reasons.push(claim.reason);
  if (isFuture(point, now)) reasons.push({ rule: 'future' });
  else reasons.push(...reasonOfPlace(point, question));
  if (point.keepUntil && point.keepUntil > now) reasons.push({ rule: 'own', until: point.keepUntil });
  if (point.isHeld) reasons.push({ rule: 'held' });
  if (point.immutableUntil && point.immutableUntil > now)
    reasons.push({ rule: 'immutable', until: point.immutableUntil });
  return reasons;
}

/** Whether there is no newer good one that could be had in its place, logs and suspect ones counted or not. */
function reasonOfPlace(point: RetainedPoint, { points, now }: Question): Reason[] {
  const newer = points.filter((other) => other.isGood && !isFuture(other, now) && isNewer(other, point));
  const isPlain = (other: RetainedPoint) => other.type !== 'LOG';
  const isClean = (other: RetainedPoint) => !other.isSuspect;
  const isNewest = newer.length === 0 || (isPlain(point) && !newer.some(isPlain));
  const isNewestClean =
    isClean(point) &&
    (!newer.some(isClean) || (isPlain(point) && !newer.some((other) => isClean(other) && isPlain(other))));
  if (!isNewest && !isNewestClean) return [];
  if (!point.isGood) return [{ rule: 'no-newer-good' }];
  return [{ rule: isNewest ? 'newest-good' : 'newest-unsuspected' }];
}

function whyNot(point: RetainedPoint, question: Question): Judged['why'] {
  const lapsed = claimsOn(point, question).map(({ reason }) => reason);
  if (point.keepUntil || lapsed.some((reason) => 'until' in reason && reason.until)) return 'EXPIRED';
  if (lapsed.length > 0) return 'SURPLUS';
  return point.isGood ? 'NO_RULE' : 'NOT_GOOD';
}

interface Claim {
  readonly reason: Reason;
  readonly stands: boolean;
}

function claimsOn(point: RetainedPoint, question: Question): Claim[] {
  if (isFuture(point, question.now)) return [];
  const { all, daily, weekly, monthly, yearly } = question.retention;
  return [
    ...(all ? [claimOfAll(point, all.keep, question)] : []),
    ...(daily
      ? claimOf(point, { rule: 'daily', keep: daily.keep, counted: 10, periodOf: ({ date }) => date }, question)
      : []),
    ...(weekly
      ? claimOf(
          point,
          {
            rule: 'weekly',
            keep: weekly.keep,
            counted: 8,
            periodOf: (wall) =>
              (weekly.choose ?? 'FIRST') === 'FIRST' || weekly.choose === wall.weekday ? wall.week : null,
          },
          question,
        )
      : []),
    ...(monthly
      ? claimOf(
          point,
          {
            rule: 'monthly',
            keep: monthly.keep,
            counted: 7,
            periodOf: (wall) => (isOfChoice(wall, monthly.choose) ? wall.date.slice(0, 7) : null),
          },
          question,
        )
      : []),
    ...(yearly
      ? claimOf(
          point,
          {
            rule: 'yearly',
            keep: yearly.keep,
            counted: 4,
            periodOf: (wall) => {
              if (!isOfChoice(wall, yearly.choose)) return null;
              if (!yearly.months) return wall.date.slice(0, 4);
              return yearly.months.includes(wall.month) ? wall.date.slice(0, 7) : null;
            },
          },
          question,
        )
      : []),
  ];
}

function claimOfAll(point: RetainedPoint, keep: Keep, { points, now, timeZone }: Question): Claim {
  const period = wallClock(point.takenAt, timeZone).date;
  if ('count' in keep) {
    const newerGood = points.filter((other) => !isFuture(other, now) && other.isGood && isNewer(other, point));
    return { reason: { rule: 'all', period, until: null }, stands: newerGood.length < keep.count };
  }
  const until = laterBy(point.takenAt, keep, timeZone);
  return { reason: { rule: 'all', period, until }, stands: until > now };
}

interface PeriodRule {
  readonly rule: RetentionRule;
  readonly keep: Keep;
  /** How many characters of a period a count tells apart. */
  readonly counted: number;
  readonly periodOf: (wall: WallClock) => string | null;
}

function claimOf(point: RetainedPoint, { rule, keep, counted, periodOf }: PeriodRule, question: Question): Claim[] {
  const { points, now, timeZone } = question;
  const period = periodOf(wallClock(point.takenAt, timeZone));
  if (period === null || !isCandidate(point, now)) return [];
  const candidates = points.filter((other) => isCandidate(other, now));
  const periodsOf = (others: readonly RetainedPoint[]) =>
    others.map((other) => periodOf(wallClock(other.takenAt, timeZone)));
  const before = candidates.filter((other) => isNewer(point, other));
  const isFirst = !periodsOf(before).includes(period);
  const isFirstGood = point.isGood && !periodsOf(before.filter(({ isGood }) => isGood)).includes(period);
  if (!isFirst && !isFirstGood) return [];
  if ('count' in keep) {
    const newer = new Set(
      periodsOf(candidates.filter(({ isGood }) => isGood)).flatMap((other) => {
        const label = other?.slice(0, counted);
        return label !== undefined && label > period.slice(0, counted) ? [label] : [];
      }),
    );
    return [{ reason: { rule, period, until: null }, stands: newer.size < keep.count }];
  }
  const until = laterBy(point.takenAt, keep, timeZone);
  return [{ reason: { rule, period, until }, stands: until > now }];
}

function isOfChoice(wall: WallClock, choice: MonthChoice = 'FIRST'): boolean {
  if (choice === 'FIRST') return true;
  const dates = datesOf(wall);
  if ('day' in choice) {
    const wanted = choice.day === 'LAST' ? dates.at(-1) : (dates[choice.day - 1] ?? dates.at(-1));
    return wanted?.date === wall.date;
  }
  const ofWeekday = dates.filter(({ weekday }) => weekday === choice.weekday);
  const place = { FIRST: 0, SECOND: 1, THIRD: 2, FOURTH: 3, LAST: -1 }[choice.week];
  return ofWeekday.at(place)?.date === wall.date;
}

function isCandidate(point: RetainedPoint, now: Date): boolean {
  return point.type !== 'LOG' && !isFuture(point, now);
}

function isFuture({ takenAt }: RetainedPoint, now: Date): boolean {
  return takenAt > now;
}

function isNewer(a: RetainedPoint, b: RetainedPoint): boolean {
  return a.takenAt > b.takenAt || (a.takenAt.getTime() === b.takenAt.getTime() && a.id > b.id);
}
