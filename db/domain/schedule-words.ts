import type { Schedule, ScheduleRule } from './schedule-schema.ts';
import { timesOfDay } from './schedule-times.ts';
import { WEEKDAYS, type Weekday } from './schedule-wall-clock.ts';

/** When a rule runs, as it stands in a sentence: "every 15 minutes from 08:00 to 20:00 on Monday and Tuesday". */
export function describeRule(rule: ScheduleRule): string {
  switch (rule.kind) {
    case 'DAILY':
      return `every day at ${listed(rule.times.toSorted())}`;
    case 'WEEKLY':
      return `${daysInWords(rule.days)} at ${listed(rule.times.toSorted())}`;
    case 'INTERVAL':
      return describeInterval(rule);
  }
}

/** A schedule in one line: its rules, with the types of backup where not all are full, and all else that holds. */
export function describeSchedule(schedule: Schedule): string {
  return partsOf(schedule).join('; ');
}

/** What an edit changes of a schedule: the parts it no longer has, then the new ones; empty where both mean the same. */
export function schedulesApart(before: Schedule, after: Schedule): string[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [
    ...was.filter((part) => !is.includes(part)).map((part) => `before: ${part}`),
    ...is.filter((part) => !was.includes(part)).map((part) => `now: ${part}`),
  ];
}

function partsOf(schedule: Schedule): string[] {
  const { rules, blackouts, spreadMinutes, graceMinutes, catchUp, timeZone } = schedule;
  const areTypesTold = rules.some(({ backupType }) => backupType !== 'FULL');
  return [
    ...rules.map((rule) => (areTypesTold ? `${rule.backupType.toLowerCase()} ` : '') + describeRule(rule)),
    `by the clock of ${timeZone}`,
    ...(spreadMinutes > 0 ? [`items spread over ${duration(spreadMinutes)}`] : []),
    ...blackouts.map(({ days, from, to }) => `never from ${from} to ${to}${onSomeDays(days)}`),
    catchUp === 'RUN_ONCE' ? 'one run makes up for those that were missed' : 'missed runs are left out',
    `told when ${duration(graceMinutes)} late`,
  ];
}

function describeInterval(rule: Extract<ScheduleRule, { kind: 'INTERVAL' }>): string {
  const { everyMinutes, window, days } = rule;
  if (timesOfDay(rule).count === 1) return `${daysInWords(days)} at ${window?.from ?? '00:00'}`;
  const hours = window ? ` from ${window.from} to ${window.to}` : '';
  return `every ${duration(everyMinutes).replace(/^1 /, '')}${hours}${onSomeDays(days)}`;
}

function daysInWords(days: readonly Weekday[] | undefined): string {
  return onSomeDays(days).trimStart() || 'every day';
}

/** As the end of a sentence, which on all days has none. */
function onSomeDays(days: readonly Weekday[] | undefined): string {
  if (days === undefined || days.length === WEEKDAYS.length) return '';
  const names = WEEKDAYS.filter((day) => days.includes(day));
  return ` on ${listed(names.map((day) => `${day.slice(0, 1)}${day.slice(1).toLowerCase()}`))}`;
}

function duration(minutes: number): string {
  if (minutes % 1440 === 0) return counted(minutes / 1440, 'day');
  if (minutes % 60 === 0) return counted(minutes / 60, 'hour');
  return counted(minutes, 'minute');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last;
}
