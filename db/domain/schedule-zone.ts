import { Temporal } from 'temporal-polyfill';
import { DAY_MS } from './schedule-wall-clock.ts';

/**
 * The wall clock of a time zone. Moments are milliseconds since 1970 UTC; readings are the milliseconds from
 * 1970-01-01 00:00 to what the clock shows, as if every day had 24 hours.
 */
export interface ZoneClock {
  /** What the clock shows at a moment. */
  readingAt(moment: number): number;
  /**
   * The first moment at which the clock shows `reading` or later: the end of the gap for what is skipped when clocks go
   * forward, the first of both for what is shown twice. A later reading never has an earlier moment.
   */
  firstMomentOf(reading: number): number;
  /** When the clock is next set forward or back after a moment; Infinity where that is not known to happen. */
  nextChangeAfter(moment: number): number;
}

/** A stretch of time, from its first moment until the next change of the clock, in which it runs without being set. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  /** Milliseconds that the clock is ahead of UTC. */
  readonly ahead: number;
}

/** More than any zone has ever been ahead of UTC: Metlakatla was by 15 h 14 min, until 1867. */
const FURTHEST_AHEAD_MS = 16 * 60 * 60_000;
/** The polyfill finds the next change at once and the previous one, where there was none for decades, in 50 ms. */
const LOOK_BACK_MS = 100 * DAY_MS;
const LAST_MOMENT = 100_000_000 * DAY_MS;

/** What the tz database says never changes while a process runs, and asking takes a thousand times as long as a look-up. */
const clocks = new Map<string, ZoneClock>();

/**
 * The clock of an IANA time zone, by the tz database that Node brings.
 * @throws RangeError for a zone which that database does not have
 */
export function zoneClock(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = makeClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

/** How the tz database spells a zone's name (aliases stay what they are); null for what is no name of a zone. */
export function spellingOf(timeZone: string): string | null {
  try {
    const spelling = new Temporal.ZonedDateTime(0n, timeZone).timeZoneId;
    return /^[+-]/.test(spelling) ? null : spelling;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function makeClock(timeZone: string): ZoneClock {
  let recent = readStretch(timeZone, 0);
  const stretches = [recent];

  function stretchAt(moment: number): Stretch {
    if (contains(recent, moment)) return recent;
    const known = stretches.find((each) => contains(each, moment));
    recent = known ?? readStretch(timeZone, moment);
    if (!known) stretches.push(recent);
    return recent;
  }

  return {
    readingAt: (moment) => moment + stretchAt(moment).ahead,
    nextChangeAfter: (moment) => stretchAt(moment).until,
    firstMomentOf(reading) {
      let stretch = stretchAt(reading - FURTHEST_AHEAD_MS);
      while (reading - stretch.ahead >= stretch.until) stretch = stretchAt(stretch.until);
      return Math.max(stretch.from, reading - stretch.ahead);
    },
  };
}

function contains(stretch: Stretch, moment: number): boolean {
  return stretch.from <= moment && moment < stretch.until;
}

/** The stretch that holds a moment. It begins with a change of the clock, or long before the moment. */
function readStretch(timeZone: string, moment: number): Stretch {
  let from = Math.min(moment - LOOK_BACK_MS, LAST_MOMENT);
  for (;;) {
    const at = Temporal.Instant.fromEpochMilliseconds(Math.max(from, -LAST_MOMENT)).toZonedDateTimeISO(timeZone);
    const until = at.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
    if (moment < until) return { from, until, ahead: at.offsetNanoseconds / 1e6 };
    from = until;
  }
}
