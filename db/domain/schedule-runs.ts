import type { Schedule, ScheduleRule } from './schedule-schema.ts';
import { leaveBlackouts, readBlackout } from './schedule-blackouts.ts';
import { timesOf } from './schedule-times.ts';
import { DAY_MS, MINUTE_MS } from './schedule-wall-clock.ts';
import { zoneClock } from './schedule-zone.ts';

/** The last moment a Date can hold. */
const LAST_MOMENT = 100_000_000 * DAY_MS;
/** No run is moved further than this (ten years); it ends the search where a schedule lets nothing run. */
const FURTHEST_MINUTES = (3653 * DAY_MS) / MINUTE_MS;

/** From when on, and by how many milliseconds an item starts after the rules' times (`spreadOffset`). */
export interface After {
  readonly after: Date;
  readonly offsetMs: number;
}

/**
 * The first moment strictly after `after` at which the rule runs. A rule's time that falls into a blackout counts as the
 * blackout's end; then the offset is added as elapsed time; what then is in a blackout starts at its end. So items stay
 * spread after a blackout too, and a rule's runs never change their order. Null only where no Date can hold the answer.
 * @throws RangeError where Node's tz database does not know the schedule's zone
 */
export function nextRun(schedule: Schedule, rule: ScheduleRule, { after, offsetMs }: After): Date | null {
  for (const moment of runsOf({ schedule, rule, offsetMs }).after(after.getTime())) return new Date(moment);
  return null;
}

export interface RunCount {
  readonly count: number;
  /** False where there are more than were counted. */
  readonly isExact: boolean;
  /** The newest of all, also of those that were not counted; null where there are none. */
  readonly last: Date | null;
}

/**
 * How often the rule runs after `after` and up to and including `until`, counted to `atMost`, which bounds the work.
 * @throws RangeError where Node's tz database does not know the schedule's zone
 */
export function countRuns(
  schedule: Schedule,
  rule: ScheduleRule,
  { after, until, offsetMs, atMost }: After & { readonly until: Date; readonly atMost: number },
): RunCount {
  const runs = runsOf({ schedule, rule, offsetMs });
  const last = runs.newestUntil(until.getTime());
  if (last === null || last <= after.getTime()) return { count: 0, isExact: true, last: null };
  let count = 0;
  for (const moment of runs.after(after.getTime())) {
    if (moment > last || count === atMost) return { count, isExact: moment > last, last: new Date(last) };
    count += 1;
  }
  return { count, isExact: true, last: new Date(last) };
}

export interface PlannedRun {
  readonly at: Date;
  /** The keys of the rules that run then, in the schedule's order. */
  readonly rules: string[];
}

/**
 * The first `count` moments strictly after `after` at which any rule runs.
 * @throws RangeError where Node's tz database does not know the schedule's zone
 */
export function nextRuns(
  schedule: Schedule,
  { after, count, offsetMs }: After & { readonly count: number },
): PlannedRun[] {
  const planned: PlannedRun[] = [];
  let previous = after;
  while (planned.length < count) {
    const next = schedule.rules.map((rule) => ({ rule, at: nextRun(schedule, rule, { after: previous, offsetMs }) }));
    const at = earliest(next.flatMap((each) => each.at ?? []));
    if (at === null) break;
    const due = next.filter((each) => each.at?.getTime() === at.getTime());
    planned.push({ at, rules: due.map(({ rule }) => rule.key) });
    previous = at;
  }
  return planned;
}

function earliest(moments: readonly Date[]): Date | null {
  return moments.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

interface Runs {
  /** Strictly ascending, without an end but that of Date. */
  after(moment: number): Generator<number>;
  newestUntil(moment: number): number | null;
}

function runsOf({ schedule, rule, offsetMs }: { schedule: Schedule; rule: ScheduleRule; offsetMs: number }): Runs {
  const clock = zoneClock(schedule.timeZone);
  const blackouts = schedule.blackouts.map(readBlackout);
  const times = timesOf(rule);

  /** When that runs which is planned for a minute of the wall clock: never earlier for a later minute. */
  function momentOf(minute: number): number {
    const planned = leaveBlackouts(blackouts, clock, clock.firstMomentOf(minute * MINUTE_MS));
    return leaveBlackouts(blackouts, clock, planned + offsetMs);
  }

  /** The first minute of the wall clock whose run would be after a moment. */
  function firstMinuteAfter(moment: number): number {
    const near = Math.floor(clock.readingAt(moment - offsetMs) / MINUTE_MS);
    return firstThat((minute) => momentOf(minute) > moment, near);
  }

  return {
    *after(moment) {
      let last = moment;
      let minute = times.atOrAfter(firstMinuteAfter(moment));
      while (minute !== null) {
        const next = momentOf(minute);
        if (next > LAST_MOMENT) return;
        if (next > last) yield next;
        // Of those that a blackout or a gap brings together only the first counts: go on behind all of them.
        minute = times.atOrAfter(next > last ? minute + 1 : firstMinuteAfter(last));
        last = Math.max(last, next);
      }
    },
    newestUntil(moment) {
      const minute = times.atOrBefore(firstMinuteAfter(moment) - 1);
      const newest = minute === null ? Infinity : momentOf(minute);
      return newest <= moment ? newest : null;
    },
  };
}

/** The smallest number for which `holds`, where it holds for all above that one; looked for from `near` outwards. */
function firstThat(holds: (candidate: number) => boolean, near: number): number {
  let [low, high] = [near, near + 1];
  for (let reach = 1; !holds(high); reach *= 2) [low, high] = [high, high + reach];
  for (let reach = 1; holds(low) && reach < FURTHEST_MINUTES; reach *= 2) [low, high] = [low - reach, low];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
