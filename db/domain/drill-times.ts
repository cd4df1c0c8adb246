import { createHash } from 'node:crypto';
import type { DrillChoice, DrillRule } from './drill.ts';
import { leaveBlackouts, readBlackout } from './schedule-blackouts.ts';
import { DAY_MS } from './schedule-wall-clock.ts';
import { spellingOf, zoneClock } from './schedule-zone.ts';

/**
 * When an item's next drill is due: each item has a moment of its own in every stretch of `everyDays` days, by its id, so that the
 * items of a policy are spread over the whole stretch.
 * @returns the first such moment after `after`
 */
export function nextDrillAt({ everyDays }: Pick<DrillRule, 'everyDays'>, itemId: string, after: Date): Date {
  const stretch = everyDays * DAY_MS;
  const own = Math.floor(shareOf(itemId) * stretch);
  const passed = Math.floor((after.getTime() - own) / stretch);
  return new Date((passed + 1) * stretch + own);
}

/** 0 to below 1, the same for an item for ever and evenly spread over items. */
function shareOf(itemId: string): number {
  return createHash('sha256').update(`drill ${itemId}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/**
 * When a drill may begin that is due: `now` where it falls into a window or there are none, else the beginning of the next one. The
 * windows are read by the wall clock of the zone; of one that this machine does not know, by UTC.
 */
export function mayBeginAt({ windows }: Pick<DrillRule, 'windows'>, timeZone: string, now: Date): Date {
  if (!windows) return now;
  const endAt = endOfWindows(windows, timeZone);
  const isOpen = (moment: number) => endAt(moment) > moment;
  for (let moment = now.getTime(), left = 8 * DAY_MS; left > 0;) {
    if (isOpen(moment)) return new Date(moment);
    const step = untilFullMinute(moment);
    moment += step;
    left -= step;
  }
  return now;
}

/** Until when a drill may begin that may begin now; null where nothing ends. */
export function mayBeginUntil({ windows }: Pick<DrillRule, 'windows'>, timeZone: string, now: Date): Date | null {
  if (!windows) return null;
  const end = endOfWindows(windows, timeZone)(now.getTime());
  return Number.isFinite(end) && end > now.getTime() ? new Date(end) : null;
}

/** A window is where a blackout would hold: inside it, leaving it takes time. */
function endOfWindows(windows: NonNullable<DrillRule['windows']>, timeZone: string): (moment: number) => number {
  const clock = zoneClock(spellingOf(timeZone) === null ? 'UTC' : timeZone);
  const read = windows.map(readBlackout);
  return (moment) => leaveBlackouts(read, clock, moment);
}

const MINUTE_MS = 60_000;

/** Windows begin at full minutes of every zone there is today. */
function untilFullMinute(moment: number): number {
  return MINUTE_MS - (moment % MINUTE_MS);
}

/** The choice whose turn it is: the one after the last drill's, the first where there was none or that is no longer among them. */
export function nextChoice(choices: readonly DrillChoice[], last: DrillChoice | null): DrillChoice {
  const after = last === null ? 0 : choices.indexOf(last) + 1;
  return choices[after % choices.length] ?? 'NEWEST';
}
