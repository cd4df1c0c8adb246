/**
 * Calendars by Intl.DateTimeFormat and whole numbers alone, for the slow reference: neither Temporal nor anything of
 * ours.
 */
export interface WallClock {
  /** Such as 2026-11-22. */
  readonly date: string;
  /** 1 to 12. */
  readonly month: number;
  readonly weekday: string;
  /** ISO, such as 2026-W47. */
  readonly week: string;
}

export interface Duration {
  readonly days?: number;
  readonly weeks?: number;
  readonly months?: number;
  readonly years?: number;
}

const DAY_MS = 86_400_000;
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

const formats = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, number>();

export function wallClock(moment: Date, timeZone: string): WallClock {
  return dateOf(wallMs(moment.getTime(), timeZone));
}

/** All dates of the month that the date is in. */
export function datesOf({ date }: WallClock): WallClock[] {
  const first = Date.parse(`${date.slice(0, 7)}-01`);
  const dates = Array.from({ length: 31 }, (_, index) => dateOf(first + index * DAY_MS));
  return dates.filter((each) => each.date.slice(0, 7) === date.slice(0, 7));
}

/**
 * The wall clock moved on by the calendar and read as a moment again: the first of two where clocks go back, and, where
 * they go forward over it, as far after the change as it would have been without it.
 */
export function laterBy(moment: Date, duration: Duration, timeZone: string): Date {
  const wanted = wallLater(wallMs(moment.getTime(), timeZone), duration);
  const offsets = [-DAY_MS, DAY_MS].map((apart) => wallMs(wanted + apart, timeZone) - (wanted + apart));
  const moments = offsets.map((offset) => wanted - offset).filter((guess) => wallMs(guess, timeZone) === wanted);
  return new Date(moments.length > 0 ? Math.min(...moments) : wanted - (offsets[0] ?? 0));
}

function wallLater(wall: number, { days = 0, weeks = 0, months = 0, years = 0 }: Duration): number {
  const from = new Date(wall);
  const month = from.getUTCMonth() + months + 12 * years;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay) + days + 7 * weeks;
  return Date.UTC(from.getUTCFullYear(), month, day) + (((wall % DAY_MS) + DAY_MS) % DAY_MS);
}

/** What the clocks of the zone show, in milliseconds as if they showed UTC. */
function wallMs(moment: number, timeZone: string): number {
  const second = Math.floor(moment / 1000) * 1000;
  const key = `${timeZone} ${second}`;
  const wall = walls.get(key) ?? readClock(second, timeZone);
  walls.set(key, wall);
  return wall + (moment - second);
}

function readClock(moment: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  formats.set(timeZone, format);
  const [year = 0, month = 1, ...rest] = (format.format(moment).match(/\d+/g) ?? []).map(Number);
  const [day, hour, minute, second] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function dateOf(wall: number): WallClock {
  const day = new Date(wall);
  const thursday = new Date(wall + (4 - (day.getUTCDay() || 7)) * DAY_MS);
  const dayOfYear = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY_MS);
  const week = String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0');
  return {
    date: day.toISOString().slice(0, 10),
    month: day.getUTCMonth() + 1,
    weekday: WEEKDAYS[day.getUTCDay()] ?? '',
    week: `${thursday.getUTCFullYear()}-W${week}`,
  };
}
