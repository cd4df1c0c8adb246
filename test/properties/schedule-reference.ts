import type { Schedule, ScheduleRule } from '@holdfast/db/domain/schedule';

/**
 * The meaning of schedules a second time, as slow and as plain as can be: every minute of UTC is walked and formatted by
 * Intl, wall-clock times are compared as text. It shares no code with db/domain and knows no offsets.
 */
export interface Walk {
  /** The first minute, in milliseconds since 1970. */
  readonly from: number;
  /** What the zone's clock shows in each minute, as 2026-03-29 02:30. */
  readonly shown: readonly string[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export function walkMinutes(timeZone: string, from: number, until: number): Walk {
  const format = readerOf(timeZone);
  const shown: string[] = [];
  for (let at = from; at < until; at += MINUTE_MS) shown.push(format(at));
  return { from, shown };
}

/** Formats a moment as what the zone's clock shows, to the minute: 2026-03-29 02:30. */
export function readerOf(timeZone: string): (moment: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return (moment) => format.format(moment);
}

/** The minutes of a year in which the zone's clock is set. */
export function changesIn(timeZone: string, year: number): number[] {
  const format = readerOf(timeZone);
  const ahead = (moment: number) => Date.parse(`${format(moment).replace(' ', 'T')}Z`) - moment;
  const changes: number[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += DAY_MS) {
    if (ahead(day) === ahead(day + DAY_MS)) continue;
    let minute = day + MINUTE_MS;
    while (ahead(minute) === ahead(minute - MINUTE_MS)) minute += MINUTE_MS;
    changes.push(minute);
  }
  return changes;
}

/** All wall-clock times a rule names for the dates that a walk shows, also those that the walk's clock skips. */
export function namedTimes(rule: ScheduleRule, walk: Walk): string[] {
  const named: string[] = [];
  const end = Date.parse(`${walk.shown.at(-1)?.slice(0, 10)}T00:00Z`);
  for (let day = Date.parse(`${walk.shown[0]?.slice(0, 10)}T00:00Z`) - DAY_MS; day <= end; day += DAY_MS) {
    if (rule.kind !== 'DAILY' && rule.days && !rule.days.includes(weekdayOf(day))) continue;
    named.push(...minutesNamed(rule).map((minutes) => textOf(day + minutes * MINUTE_MS)));
  }
  return named;
}

/** When a rule runs within a walk, ascending. */
export function slowRuns({ schedule, rule, walk, offsetMs }: Case & { readonly rule: ScheduleRule }): number[] {
  const firstShown = new Map<string, number>();
  for (const [index, text] of walk.shown.entries()) if (!firstShown.has(text)) firstShown.set(text, index);
  const runs = new Set<number>();
  for (const named of namedTimes(rule, walk)) {
    if (named < (walk.shown[0] ?? '')) continue;
    const index = firstShown.get(named) ?? walk.shown.findIndex((text) => text > named);
    const run = index === -1 ? null : startOf({ schedule, walk, offsetMs }, walk.from + index * MINUTE_MS);
    if (run !== null) runs.add(run);
  }
  return [...runs].toSorted((a, b) => a - b);
}

/** From this moment on a walk shows every run: nothing that was named before its beginning is moved beyond it. */
export function settledFrom(walked: Case): number {
  return startOf(walked, walked.walk.from) ?? Infinity;
}

interface Case {
  readonly schedule: Schedule;
  readonly walk: Walk;
  readonly offsetMs: number;
}

function startOf({ schedule, walk, offsetMs }: Case, moment: number): number | null {
  const planned = outOfBlackouts(schedule, walk, moment);
  return planned === null ? null : outOfBlackouts(schedule, walk, planned + offsetMs);
}

function outOfBlackouts(schedule: Schedule, walk: Walk, moment: number): number | null {
  const first = Math.floor((moment - walk.from) / MINUTE_MS);
  for (let index = first; index < walk.shown.length; index += 1) {
    if (!isBlackedOut(schedule, walk.shown[index] ?? '')) {
      return index === first ? moment : walk.from + index * MINUTE_MS;
    }
  }
  return null;
}

/** Whether no run may start while a clock shows this. */
export function isBlackedOut({ blackouts }: Schedule, shown: string): boolean {
  const day = Date.parse(`${shown.slice(0, 10)}T00:00Z`);
  const time = shown.slice(11);
  return blackouts.some(({ days, from, to }) => {
    const isToday = !days || days.includes(weekdayOf(day));
    const isOfYesterday = !days || days.includes(weekdayOf(day - DAY_MS));
    if (from < to) return isToday && from <= time && time < to;
    return (isToday && from <= time) || (isOfYesterday && time < to);
  });
}

function minutesNamed(rule: ScheduleRule): number[] {
  if (rule.kind !== 'INTERVAL') return rule.times.map(minutesInto);
  const start = minutesInto(rule.window?.from ?? '00:00');
  let end = minutesInto(rule.window?.to ?? '24:00');
  if (end <= start) end += 24 * 60;
  const minutes: number[] = [];
  for (let minute = start; minute < end; minute += rule.everyMinutes) minutes.push(minute);
  return minutes;
}

function minutesInto(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function weekdayOf(day: number) {
  const names = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;
  return names[new Date(day).getUTCDay()] ?? 'SUNDAY';
}

function textOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 16).replace('T', ' ');
}
