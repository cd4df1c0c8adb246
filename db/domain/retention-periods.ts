import type { Temporal } from 'temporal-polyfill';
import { isChosenInMonth, isChosenInWeek, monthPeriod, weekPeriod, yearPeriod } from './retention-calendar.ts';
import type { Keep, Retention, RetentionRule } from './retention-schema.ts';

/** A rule that takes the first point of each period. */
export interface PeriodRule {
  readonly rule: RetentionRule;
  readonly keep: Keep;
  /** The period whose point may be of this day; null where the rule takes none of this day. */
  periodOf(day: Temporal.PlainDate): string | null;
  /** What `keep.count` counts. */
  countedOf(period: string): string;
}

/** The rules of the policy that go by periods, shortest first. */
export function periodRules({ daily, weekly, monthly, yearly }: Retention): PeriodRule[] {
  return [
    ...(daily ? [dailyRule(daily)] : []),
    ...(weekly ? [weeklyRule(weekly)] : []),
    ...(monthly ? [monthlyRule(monthly)] : []),
    ...(yearly ? [yearlyRule(yearly)] : []),
  ];
}

type Given<R extends RetentionRule> = NonNullable<Retention[R]>;

function dailyRule({ keep }: Given<'daily'>): PeriodRule {
  return { rule: 'daily', keep, periodOf: (day) => day.toString(), countedOf: itself };
}

function weeklyRule({ keep, choose = 'FIRST' }: Given<'weekly'>): PeriodRule {
  return {
    rule: 'weekly',
    keep,
    periodOf: (day) => (isChosenInWeek(day, choose) ? weekPeriod(day) : null),
    countedOf: itself,
  };
}

function monthlyRule({ keep, choose = 'FIRST' }: Given<'monthly'>): PeriodRule {
  return {
    rule: 'monthly',
    keep,
    periodOf: (day) => (isChosenInMonth(day, choose) ? monthPeriod(day) : null),
    countedOf: itself,
  };
}

function yearlyRule({ keep, months, choose = 'FIRST' }: Given<'yearly'>): PeriodRule {
  const periodOf = (day: Temporal.PlainDate) => {
    if (!isChosenInMonth(day, choose)) return null;
    if (months === undefined) return yearPeriod(day);
    return months.includes(day.month) ? monthPeriod(day) : null;
  };
  return { rule: 'yearly', keep, periodOf, countedOf: (period) => period.slice(0, 4) };
}

function itself(period: string): string {
  return period;
}
