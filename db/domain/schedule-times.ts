import type { ScheduleRule } from './schedule-schema.ts';
import { MINUTES_A_DAY, daysNamed, minutesOf, weekdayOf } from './schedule-wall-clock.ts';

/**
 * The wall-clock times of a rule, in minutes from 1970-01-01 00:00 as if every day had 24 hours. What becomes of a time
 * that a date lacks or has twice is for the zone's clock to say.
 */
export interface RuleTimes {
  /** The earliest one at `minute` or later; null where the rule has none. */
  atOrAfter(minute: number): number | null;
  /** The latest one at `minute` or earlier; null where the rule has none. */
  atOrBefore(minute: number): number | null;
}

/** The times that belong to one day, in minutes from its midnight; less than 24 hours lie between the first and the last. */
export interface TimesOfDay {
  readonly count: number;
  /** @param index from 0 to below count; times ascend */
  at(index: number): number;
  /** How many of them are before `minute`. */
  countBefore(minute: number): number;
}

export function timesOf(rule: ScheduleRule): RuleTimes {
  const days = daysNamed(rule.kind === 'DAILY' ? undefined : rule.days);
  const times = timesOfDay(rule);

  return {
    atOrAfter(minute) {
      const today = Math.floor(minute / MINUTES_A_DAY);
      // A window that crosses midnight brings times of the day before; one weekday has its next within a week.
      for (let day = today - 1; day <= today + 7; day += 1) {
        const index = days.has(weekdayOf(day)) ? times.countBefore(minute - day * MINUTES_A_DAY) : times.count;
        if (index < times.count) return day * MINUTES_A_DAY + times.at(index);
      }
      return null;
    },
    atOrBefore(minute) {
      const today = Math.floor(minute / MINUTES_A_DAY);
      for (let day = today; day >= today - 7; day -= 1) {
        const count = days.has(weekdayOf(day)) ? times.countBefore(minute + 1 - day * MINUTES_A_DAY) : 0;
        if (count > 0) return day * MINUTES_A_DAY + times.at(count - 1);
      }
      return null;
    },
  };
}

export function timesOfDay(rule: ScheduleRule): TimesOfDay {
  return rule.kind === 'INTERVAL' ? gridOf(rule) : listOf(rule.times.map(minutesOf).toSorted((a, b) => a - b));
}

function listOf(minutes: readonly number[]): TimesOfDay {
  return {
    count: minutes.length,
    at: (index) => minutes[index] ?? NaN,
    countBefore: (minute) => minutes.filter((each) => each < minute).length,
  };
}

function gridOf({ everyMinutes, window }: Extract<ScheduleRule, { kind: 'INTERVAL' }>): TimesOfDay {
  const start = window ? minutesOf(window.from) : 0;
  const end = window ? minutesOf(window.to) : MINUTES_A_DAY;
  const length = end > start ? end - start : end - start + MINUTES_A_DAY;
  const count = Math.ceil(length / everyMinutes);
  return {
    count,
    at: (index) => start + index * everyMinutes,
    countBefore: (minute) => Math.min(Math.max(Math.ceil((minute - start) / everyMinutes), 0), count),
  };
}
