import { z } from 'zod';
import { leaveSomeTime, readBlackout } from './schedule-blackouts.ts';
import { WEEKDAYS } from './schedule-wall-clock.ts';
import { spellingOf } from './schedule-zone.ts';

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, written HH:MM');
const endOfSpan = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day from 00:00 to 24:00, written HH:MM');

const days = listOf(z.enum(WEEKDAYS), 7);
const times = listOf(timeOfDay, 24);

function listOf<T extends z.ZodType<string>>(element: T, longest: number) {
  return z
    .array(element)
    .min(1, 'must name at least one')
    .max(longest, `must not name more than ${longest}`)
    .refine((list) => new Set(list).size === list.length, 'must not name anything twice');
}

const windowSchema = z.strictObject({ from: timeOfDay, to: endOfSpan }).superRefine(refuseEmpty);
const blackoutSchema = z
  .strictObject({ days: days.optional(), from: timeOfDay, to: endOfSpan })
  .superRefine(refuseEmpty);

function refuseEmpty({ from, to }: { from: string; to: string }, refinement: z.RefinementCtx): void {
  if (from !== to) return;
  const message = 'must differ from the beginning; the whole day is from 00:00 to 24:00';
  refinement.addIssue({ code: 'custom', path: ['to'], message });
}

const ruleBase = {
  key: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be up to 32 small letters, digits and dashes, beginning with a letter'),
  backupType: z.enum(['FULL', 'DIFFERENTIAL', 'INCREMENTAL', 'LOG']).default('FULL'),
};

/** One line of a schedule: on which days, and at which times of the schedule's wall clock. */
export const scheduleRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...ruleBase,
    kind: z.literal('INTERVAL'),
    /** Counted anew each day from the window's beginning, or from midnight. */
    everyMinutes: z.int().min(5).max(1440),
    /** `to` is not part of it. One that ends at or before its beginning ends on the next day and belongs to the day it begins on. */
    window: windowSchema.optional(),
    days: days.optional(),
  }),
  z.strictObject({ ...ruleBase, kind: z.literal('DAILY'), times }),
  z.strictObject({ ...ruleBase, kind: z.literal('WEEKLY'), days, times }),
]);

/** A name of the tz database, spelled as it is there. */
export const zoneNameSchema = z.string().superRefine((name, refinement) => {
  const spelling = spellingOf(name);
  if (spelling === name) return;
  const message =
    spelling === null
      ? 'must be the name of a time zone, such as Europe/Berlin or UTC'
      : `must be spelled as the time zone is: ${spelling}`;
  refinement.addIssue({ code: 'custom', message });
});

const rules = z
  .array(scheduleRuleSchema)
  .min(1, 'must have at least one rule')
  .max(16, 'must not have more than 16 rules')
  .superRefine((list, refinement) => {
    const keys = list.map(({ key }) => key);
    for (const [index, key] of keys.entries()) {
      if (keys.indexOf(key) === index) continue;
      refinement.addIssue({ code: 'custom', path: [index, 'key'], message: `another rule is called ${key} too` });
    }
  });

/** Times of the week, by a wall clock, in which nothing starts. */
export const blackoutsSchema = z
  .array(blackoutSchema)
  .max(16, 'must not be more than 16')
  .refine((list) => leaveSomeTime(list.map(readBlackout)), {
    error: 'must leave some time of the week in which a run may start',
  });

/**
 * When the items of a policy are backed up. Every rule yields wall-clock times of the zone, and each of them on each
 * date runs exactly once, on every kind of day:
 * - a time that a date does not have (clocks go forward) runs at the first moment after the gap, and what so falls
 *   together runs once;
 * - a time that a date has twice (clocks go back) runs at its first occurrence only, also in interval rules. Who wants a
 *   run in every hour that passes takes UTC.
 */
export const scheduleSchema = z.strictObject({
  /** A name of the tz database. */
  timeZone: zoneNameSchema.default('UTC'),
  rules,
  /** Each item starts at its own offset after the rule's time, always the same, below this. */
  spreadMinutes: z.int().min(0).max(720).default(0),
  /** No run starts in one; what falls into one starts once at its end. */
  blackouts: blackoutsSchema.default([]),
  /** What is done about runs that were missed while no scheduler ran. */
  catchUp: z.enum(['RUN_ONCE', 'SKIP']).default('RUN_ONCE'),
  /** How late a run may be before it is told. */
  graceMinutes: z.int().min(1).max(10_080).default(60),
});

export type Schedule = z.output<typeof scheduleSchema>;
export type ScheduleRule = z.output<typeof scheduleRuleSchema>;
