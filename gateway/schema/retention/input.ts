import { InvalidInputError } from '@holdfast/db/domain/errors';
import { builder } from '../../builder.ts';
import { WeekdayEnum } from '../schedule/enums.ts';
import { WeekOfMonthEnum } from './enums.ts';

const RetentionKeepInput = builder.inputType('RetentionKeepInput', {
  description: "Give exactly one. Spans of time are in the calendar of the policy's time zone.",
  fields: (t) => ({
    count: t.int({
      description:
        '1 to 9999: the newest so many, of `all` points, otherwise days, weeks, months or years that have a point.',
    }),
    days: t.int({ description: '1 to 9999' }),
    weeks: t.int({ description: '1 to 5163' }),
    months: t.int({ description: '1 to 1188' }),
    years: t.int({ description: '1 to 99' }),
  }),
});

export const KeepForInput = builder.inputType('KeepForInput', {
  description: "Give exactly one. In the calendar of the policy's time zone.",
  fields: (t) => ({
    days: t.int({ description: '1 to 9999' }),
    weeks: t.int({ description: '1 to 5163' }),
    months: t.int({ description: '1 to 1188' }),
    years: t.int({ description: '1 to 99' }),
  }),
});

const KEEP = { type: RetentionKeepInput, required: true } as const;

const DayOfMonthInput = builder.inputType('DayOfMonthInput', {
  description: 'One day of every month. Give day, isLastDay: true, or week and weekday.',
  fields: (t) => ({
    day: t.int({ description: '1 to 31. Where a month has no such day, its last.' }),
    isLastDay: t.boolean(),
    week: t.field({ type: WeekOfMonthEnum }),
    weekday: t.field({ type: WeekdayEnum }),
  }),
});

const RetentionRuleInput = builder.inputType('RetentionRuleInput', { fields: (t) => ({ keep: t.field(KEEP) }) });

const WeeklyRetentionRuleInput = builder.inputType('WeeklyRetentionRuleInput', {
  fields: (t) => ({
    choose: t.field({ type: WeekdayEnum, description: 'Default: the first of the week, whichever day that is.' }),
    keep: t.field(KEEP),
  }),
});

const MonthlyRetentionRuleInput = builder.inputType('MonthlyRetentionRuleInput', {
  fields: (t) => ({
    choose: t.field({ type: DayOfMonthInput, description: 'Default: the first of the month, whichever day that is.' }),
    keep: t.field(KEEP),
  }),
});

const YearlyRetentionRuleInput = builder.inputType('YearlyRetentionRuleInput', {
  fields: (t) => ({
    months: t.intList({ description: '1 to 12: one point of each of these months. Default: one of the year.' }),
    choose: t.field({ type: DayOfMonthInput, description: 'Default: the first, whichever day that is.' }),
    keep: t.field(KEEP),
  }),
});

export const RetentionInput = builder.inputType('RetentionInput', {
  description: 'Which recovery points are kept: at least one rule. A point stays as long as any of them keeps it.',
  fields: (t) => ({
    all: t.field({ type: RetentionRuleInput, description: 'Every recovery point.' }),
    daily: t.field({ type: RetentionRuleInput, description: 'One point of each day.' }),
    weekly: t.field({ type: WeeklyRetentionRuleInput, description: 'One point of each ISO week.' }),
    monthly: t.field({ type: MonthlyRetentionRuleInput, description: 'One point of each month.' }),
    yearly: t.field({
      type: YearlyRetentionRuleInput,
      description: 'One point of each year, or of some of its months.',
    }),
    snapshotDays: t.int({
      description: '1 to 365: how long a snapshot stays beside the data although a vault holds the point.',
    }),
  }),
});

type DayGiven = typeof DayOfMonthInput.$inferInput;

/**
 * A retention as the services take it, from a field `retention` of an input: they check all but the one thing that is
 * written in another way here, which day of a month is chosen.
 * @throws InvalidInputError
 */
export function retentionOf(given: typeof RetentionInput.$inferInput | null | undefined) {
  if (!given) return undefined;
  const { monthly, yearly } = given;
  return {
    ...given,
    ...(monthly && { monthly: { ...monthly, choose: dayOf(monthly.choose, 'monthly') } }),
    ...(yearly && { yearly: { ...yearly, choose: dayOf(yearly.choose, 'yearly') } }),
  };
}

function dayOf(given: DayGiven | null | undefined, rule: 'monthly' | 'yearly') {
  if (!given) return undefined;
  const { day, week, weekday } = given;
  const isLastDay = given.isLastDay ?? false;
  const isInWeek = week != null && weekday != null;
  if (
    isInWeek !== (week != null || weekday != null) ||
    [day != null, isLastDay, isInWeek].filter(Boolean).length !== 1
  ) {
    const message = 'takes one of day, isLastDay: true, and week with weekday';
    throw new InvalidInputError([{ path: `retention.${rule}.choose`, message }]);
  }
  if (isInWeek) return { week, weekday };
  return { day: isLastDay ? 'LAST' : day };
}
