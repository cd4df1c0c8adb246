import { z } from 'zod';
import { drillRuleSchema } from './drill.ts';
import { InvalidInputError } from './errors.ts';
import { nameSchema } from './name.ts';
import { objectiveFields } from './protected-item.ts';
import { POLICY_PRESETS, presetOf } from './policy-presets.ts';
import { endOf, everyPointFor, retentionSchema, type KeepDuration, type Retention } from './retention.ts';
import { scheduleSchema, type Schedule } from './schedule.ts';
import { zoneNameSchema } from './schedule-schema.ts';
import { spellingOf } from './schedule-zone.ts';

/** As long as Azure Backup lets a recovery point be kept. */
export const LONGEST_RETENTION_DAYS = 99 * 365;
const DEFAULT_RETENTION_DAYS = 30;

/** What is decided for all items under a policy, field by field as it is given. */
export const policyFields = z.strictObject({
  name: nameSchema(80),
  /** Which recovery points are kept, and how long. */
  retention: retentionSchema.optional(),
  /** Short for a retention of every point for so many days. */
  retentionDays: z.int().min(1).max(LONGEST_RETENTION_DAYS).optional(),
  /** How long a restore keeps what it replaced (law 11), in days of 24 hours. */
  keepReplacedDays: z.int().min(1).max(365).default(7),
  /** When the items are backed up by themselves; without one only on demand. */
  schedule: scheduleSchema.optional(),
  /** The objectives of items that have none of their own. */
  ...objectiveFields,
  /** How often each item is restored for real; without one only on demand. */
  drill: drillRuleSchema.optional(),
});

/**
 * A policy with its `retention`, however that was given: without a word about it every point is kept for 30 days. A preset gives the
 * schedule and the retention where they are not given; what is given beside it takes the place of that part as a whole.
 */
export const policyInputSchema = policyFields
  .extend({
    preset: z.enum(POLICY_PRESETS).optional(),
    /** Of the preset's schedule; UTC where it is left out. */
    timeZone: zoneNameSchema.optional(),
  })
  .superRefine(({ retention, retentionDays, preset, schedule, timeZone }, refinement) => {
    if (retention !== undefined && retentionDays !== undefined) {
      const message = 'cannot stand beside retention, which says it all: leave one of the two out';
      refinement.addIssue({ code: 'custom', path: ['retentionDays'], message });
    }
    if (timeZone !== undefined && (preset === undefined || schedule !== undefined)) {
      const message = "is for the schedule of a preset: a schedule of the policy's own says its time zone itself";
      refinement.addIssue({ code: 'custom', path: ['timeZone'], message });
    }
  })
  .transform(({ preset: name, timeZone, retention, retentionDays, schedule, ...policy }) => {
    const preset = name && presetOf(name, timeZone);
    const ofDays = retentionDays === undefined ? undefined : everyPointFor(retentionDays);
    return {
      ...policy,
      retention: retention ?? ofDays ?? preset?.retention ?? everyPointFor(DEFAULT_RETENTION_DAYS),
      schedule: schedule ?? preset?.schedule,
    };
  });

/** What an edit can change of how a policy protects; what is left out stays. */
export const policyEditSchema = z.strictObject({
  schedule: scheduleSchema.optional(),
  /** Takes the schedule away: from then on backups run on demand alone. */
  withoutSchedule: z.boolean().optional(),
  retention: retentionSchema.optional(),
});
export type PolicyEdit = z.output<typeof policyEditSchema>;

/** How a policy protects. */
export interface Protection {
  readonly retention: Retention;
  readonly schedule: Schedule | null;
}

/**
 * How a policy protects after an edit.
 * @throws InvalidInputError where the edit gives a schedule and takes it away
 */
export function editProtection(before: Protection, { schedule, withoutSchedule, retention }: PolicyEdit): Protection {
  if (schedule && withoutSchedule) {
    throw new InvalidInputError([{ path: 'withoutSchedule', message: 'cannot stand beside a new schedule' }]);
  }
  return {
    retention: retention ?? before.retention,
    schedule: withoutSchedule ? null : (schedule ?? before.schedule),
  };
}

/**
 * Until when a point of its own retention is kept. Where this machine does not know the policy's time zone any more it counts in UTC.
 */
export function endOfKeep(takenAt: Date, keep: KeepDuration, schedule: Schedule | null): Date {
  const timeZone = schedule?.timeZone ?? 'UTC';
  return endOf(takenAt, keep, spellingOf(timeZone) === null ? 'UTC' : timeZone);
}
