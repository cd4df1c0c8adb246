import type { Retention } from './retention-schema.ts';

/** More days than this are told in years. */
const MOST_DAYS = 9_999;
const LONGEST_YEARS = 99;

/** Every point as long as any rule keeps one: nothing goes before someone has decided. */
export const LONGEST_RETENTION: Retention = { all: { keep: { years: LONGEST_YEARS } } };

/**
 * Every point for so many days, from 1. More than 9,999 days are whole years, rounded up, and 99 of them at most, since a
 * rule takes no more days.
 */
export function everyPointFor(days: number): Retention {
  if (days <= MOST_DAYS) return { all: { keep: { days } } };
  return { all: { keep: { years: Math.min(LONGEST_YEARS, Math.ceil(days / 365)) } } };
}

/** For how many days every point is kept, where that is all that the rules say and it is said in days; otherwise null. */
export function daysOfEveryPoint({ all, daily, weekly, monthly, yearly }: Retention): number | null {
  if (!all || daily || weekly || monthly || yearly) return null;
  return 'days' in all.keep ? all.keep.days : null;
}
