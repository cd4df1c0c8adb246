import { z } from 'zod';
import { WEEKDAYS } from './schedule.ts';

export const RETENTION_RULES = ['all', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type RetentionRule = (typeof RETENTION_RULES)[number];

const durationSchemas = [
  z.strictObject({ days: upTo(9_999) }),
  z.strictObject({ weeks: upTo(5_163) }),
  z.strictObject({ months: upTo(1_188) }),
  z.strictObject({ years: upTo(99) }),
] as const;

/**
 * How much a rule keeps: the newest so many, or those of so long ago, in calendar units of the policy's zone. The
 * ceilings are those of Azure Backup.
 */
const keepSchema = z.union([z.strictObject({ count: upTo(9_999) }), ...durationSchemas], {
  error: 'takes exactly one of count, days, weeks, months and years, such as { "days": 30 }',
});

/** So long from the moment a point is of, in calendar units. */
export const keepDurationSchema = z.union(durationSchemas, {
  error: 'takes exactly one of days, weeks, months and years, such as { "days": 30 }',
});

const dayChoiceSchema = z.strictObject({ day: z.union([z.int().min(1).max(31), z.literal('LAST')]) });
const weekChoiceSchema = z.strictObject({
  week: z.enum(['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST']),
  weekday: z.enum(WEEKDAYS),
});

const monthChoiceSchema = z.union([z.literal('FIRST'), dayChoiceSchema, weekChoiceSchema], {
  error: 'takes "FIRST", { "day": 15 }, { "day": "LAST" } or { "week": "LAST", "weekday": "SUNDAY" }',
});

const monthsSchema = z
  .array(z.int().min(1).max(12))
  .min(1)
  .refine((months) => new Set(months).size === months.length, 'names a month twice');

/**
 * Grandfather-father-son retention of a policy, with at least one rule; `judgeRetention` says what it means for points.
 * "First" is the first good point of the period, or the first on the chosen day: a period without a good point on that
 * day has no point. A day that a month does not have is its last day, so that a 31st keeps a point of every month.
 */
export const retentionSchema = z
  .strictObject({
    /** Every recovery point. */
    all: z.strictObject({ keep: keepSchema }).optional(),
    /** One point of each day. */
    daily: z.strictObject({ keep: keepSchema }).optional(),
    /** One point of each ISO week. */
    weekly: z.strictObject({ choose: z.enum(['FIRST', ...WEEKDAYS]).optional(), keep: keepSchema }).optional(),
    /** One point of each month. */
    monthly: z.strictObject({ choose: monthChoiceSchema.optional(), keep: keepSchema }).optional(),
    /** One point of each year or, with `months`, one of each of these months. A count is always one of years. */
    yearly: z
      .strictObject({ months: monthsSchema.optional(), choose: monthChoiceSchema.optional(), keep: keepSchema })
      .optional(),
    /** Calendar days that a snapshot stays beside the data although a vault holds the point. Left out: none. */
    snapshotDays: z.int().min(1).max(365).optional(),
  })
  .refine(
    (retention) => RETENTION_RULES.some((rule) => retention[rule] !== undefined),
    'takes at least one of all, daily, weekly, monthly and yearly: without, only the newest good point would stay',
  );

export type Retention = z.output<typeof retentionSchema>;
export type Keep = z.output<typeof keepSchema>;
export type KeepDuration = z.output<(typeof durationSchemas)[number]>;
export type WeekChoice = NonNullable<NonNullable<Retention['weekly']>['choose']>;
export type MonthChoice = z.output<typeof monthChoiceSchema>;

function upTo(most: number) {
  return z.int().min(1).max(most);
}
