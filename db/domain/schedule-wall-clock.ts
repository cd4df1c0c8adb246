/** In the order of ISO 8601: a week begins on Monday. */
export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

export const MINUTE_MS = 60_000;
export const MINUTES_A_DAY = 24 * 60;
export const DAY_MS = MINUTES_A_DAY * MINUTE_MS;

/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_DAY_ZERO = WEEKDAYS.indexOf('THURSDAY');

/** The weekday of a date, given as whole days since 1970-01-01 (negative before it). */
export function weekdayOf(day: number): Weekday {
  const index = (((day + WEEKDAY_OF_DAY_ZERO) % 7) + 7) % 7;
  return WEEKDAYS[index] ?? 'MONDAY';
}

/** Minutes from midnight to a time of day written HH:MM; 24:00, the end of a day, is 1440. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The days a rule or a blackout names; all of them where it names none. */
export function daysNamed(days: readonly Weekday[] | undefined): ReadonlySet<Weekday> {
  return days === undefined ? EVERY_DAY : new Set(days);
}

const EVERY_DAY: ReadonlySet<Weekday> = new Set(WEEKDAYS);
