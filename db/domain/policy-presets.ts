import type { Retention } from './retention.ts';
import type { Schedule } from './schedule.ts';

export const POLICY_PRESETS = ['BRONZE', 'SILVER', 'GOLD'] as const;
export type PolicyPresetName = (typeof POLICY_PRESETS)[number];

/** A schedule and a retention that go together: what a policy begins with. It is the policy's own from then on. */
export interface PolicyPreset {
  readonly name: PolicyPresetName;
  /** One sentence: for what, and what it comes to. */
  readonly text: string;
  readonly schedule: Schedule;
  readonly retention: Retention;
}

/** Full backups alone: every kind of data source has those. */
const BACKUP_TYPE = 'FULL' as const;

const PRESETS: Record<PolicyPresetName, (timeZone: string) => Omit<PolicyPreset, 'name'>> = {
  BRONZE: (timeZone) => ({
    text: 'For what changes little or can be made again: one backup a night, each kept for 30 days.',
    schedule: {
      timeZone,
      rules: [{ key: 'nightly', kind: 'DAILY', backupType: BACKUP_TYPE, times: ['02:00'] }],
      spreadMinutes: 240,
      graceMinutes: 120,
      blackouts: [],
      catchUp: 'RUN_ONCE',
    },
    retention: { all: { keep: { days: 30 } } },
  }),
  SILVER: (timeZone) => ({
    text: 'For what people work with every day: a backup every 4 hours, all kept for a week, then one a day for 30 days, one a week for 12 weeks and one a month for a year.',
    schedule: {
      timeZone,
      rules: [{ key: 'every-4-hours', kind: 'INTERVAL', backupType: BACKUP_TYPE, everyMinutes: 240 }],
      spreadMinutes: 60,
      graceMinutes: 60,
      blackouts: [],
      catchUp: 'RUN_ONCE',
    },
    retention: {
      all: { keep: { days: 7 } },
      daily: { keep: { days: 30 } },
      weekly: { keep: { weeks: 12 } },
      monthly: { keep: { months: 12 } },
    },
  }),
  GOLD: (timeZone) => ({
    text: 'For what must not be lost: a backup every hour, all kept for a week, then one a day for 90 days, one a week for 26 weeks, one a month for 24 months and one a year for 7 years.',
    schedule: {
      timeZone,
      rules: [{ key: 'hourly', kind: 'INTERVAL', backupType: BACKUP_TYPE, everyMinutes: 60 }],
      spreadMinutes: 30,
      graceMinutes: 60,
      blackouts: [],
      catchUp: 'RUN_ONCE',
    },
    retention: {
      all: { keep: { days: 7 } },
      daily: { keep: { days: 90 } },
      weekly: { keep: { weeks: 26 } },
      monthly: { keep: { months: 24 } },
      yearly: { keep: { years: 7 } },
    },
  }),
};

/** A preset by its name, with its schedule by the clock of this time zone of the tz database. */
export function presetOf(name: PolicyPresetName, timeZone = 'UTC'): PolicyPreset {
  return { name, ...PRESETS[name](timeZone) };
}
