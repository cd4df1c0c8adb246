import { DAY_MS, MINUTE_MS, daysNamed, minutesOf, weekdayOf, type Weekday } from './schedule-wall-clock.ts';
import type { ZoneClock } from './schedule-zone.ts';

/** A time of the week in which no run starts, by the schedule's wall clock. With `to` at or before `from` it ends on the next day. */
interface WrittenBlackout {
  readonly days?: readonly Weekday[] | undefined;
  readonly from: string;
  readonly to: string;
}

export interface Blackout {
  readonly days: ReadonlySet<Weekday>;
  /** Milliseconds from midnight. */
  readonly from: number;
  /** Milliseconds from the same midnight, beyond 24 hours where it ends on the next day. */
  readonly to: number;
}

/** Longer than any blackout can hold, even where the week's only free minute is skipped by a change of the clock. */
const LONGEST_WAIT_MS = 366 * DAY_MS;

export function readBlackout({ days, from, to }: WrittenBlackout): Blackout {
  const [start, end] = [minutesOf(from) * MINUTE_MS, minutesOf(to) * MINUTE_MS];
  return { days: daysNamed(days), from: start, to: end > start ? end : end + DAY_MS };
}

/**
 * The first moment, at `moment` or after it, at which the zone's clock shows a time outside of all blackouts: an hour
 * that is shown twice is blacked out twice. Infinity where the blackouts leave no such time.
 */
export function leaveBlackouts(blackouts: readonly Blackout[], clock: ZoneClock, moment: number): number {
  let free = moment;
  while (free - moment <= LONGEST_WAIT_MS) {
    const left = blackoutLeft(blackouts, clock.readingAt(free));
    if (left === 0) return free;
    free = Math.min(free + left, clock.nextChangeAfter(free));
  }
  return Infinity;
}

/** Whether there is a time of the week outside of all blackouts. */
export function leaveSomeTime(blackouts: readonly Blackout[]): boolean {
  let reading = 0;
  while (reading < 7 * DAY_MS) {
    const left = blackoutLeft(blackouts, reading);
    if (left === 0) return true;
    reading += left;
  }
  return false;
}

/** Milliseconds to the end of a blackout that the reading of the clock is in; 0 outside of all. */
function blackoutLeft(blackouts: readonly Blackout[], reading: number): number {
  const day = Math.floor(reading / DAY_MS);
  const sinceMidnight = reading - day * DAY_MS;
  for (const { days, from, to } of blackouts) {
    if (from <= sinceMidnight && sinceMidnight < to && days.has(weekdayOf(day))) return to - sinceMidnight;
    const sinceDayBefore = sinceMidnight + DAY_MS;
    if (sinceDayBefore < to && days.has(weekdayOf(day - 1))) return to - sinceDayBefore;
  }
  return 0;
}
