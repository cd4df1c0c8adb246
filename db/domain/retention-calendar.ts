import { Temporal } from 'temporal-polyfill';
import type { KeepDuration, MonthChoice, WeekChoice } from './retention-schema.ts';
import { WEEKDAYS } from './schedule.ts';

/**
 * The date at which the moment falls in the zone.
 * @throws RangeError when the zone is unknown
 */
export function localDay(moment: Date, timeZone: string): Temporal.PlainDate {
  return inZone(moment, timeZone).toPlainDate();
}

/**
 * The moment at which a duration that began at `from` is over. Calendar arithmetic on the zone's wall clock: a month
 * after 31 January is the last of February, a day after 02:30 is 02:30, or the hour after it where clocks skip that.
 */
export function endOf(from: Date, duration: KeepDuration, timeZone: string): Date {
  return new Date(inZone(from, timeZone).add(duration).epochMilliseconds);
}

/** The ISO week, such as 2026-W47: its year is that of its Thursday. */
export function weekPeriod(day: Temporal.PlainDate): string {
  return `${year(day.yearOfWeek ?? day.year)}-W${String(day.weekOfYear ?? 0).padStart(2, '0')}`;
}

export function monthPeriod(day: Temporal.PlainDate): string {
  return `${year(day.year)}-${String(day.month).padStart(2, '0')}`;
}

export function yearPeriod(day: Temporal.PlainDate): string {
  return year(day.year);
}

/** Whether a weekly rule may take a point of this day. */
export function isChosenInWeek(day: Temporal.PlainDate, choice: WeekChoice): boolean {
  return choice === 'FIRST' || choice === weekday(day);
}

/** Whether a monthly or yearly rule may take a point of this day. */
export function isChosenInMonth(day: Temporal.PlainDate, choice: MonthChoice): boolean {
  if (choice === 'FIRST') return true;
  if ('day' in choice) {
    return day.day === (choice.day === 'LAST' ? day.daysInMonth : Math.min(choice.day, day.daysInMonth));
  }
  if (choice.weekday !== weekday(day)) return false;
  if (choice.week === 'LAST') return day.day > day.daysInMonth - 7;
  return choice.week === (['FIRST', 'SECOND', 'THIRD', 'FOURTH'] as const)[Math.floor((day.day - 1) / 7)];
}

function inZone(moment: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
}

function weekday(day: Temporal.PlainDate) {
  return WEEKDAYS[day.dayOfWeek - 1];
}

/** Four digits, so that periods sort as text. */
function year(number: number): string {
  return String(number).padStart(4, '0');
}
