import { builder } from '../../builder.ts';
import { BackupTypeEnum } from '../recovery-point-enums.ts';
import { CatchUpEnum, ScheduleRuleKindEnum, WeekdayEnum } from './enums.ts';

const TIME = { required: true, description: 'HH:MM' } as const;

const TimeSpanInput = builder.inputType('TimeSpanInput', {
  description: 'A span of the wall clock. Where it ends at or before its beginning, it ends on the next day.',
  fields: (t) => ({ from: t.string(TIME), to: t.string({ ...TIME, description: 'HH:MM, to 24:00; not part of it.' }) }),
});

const ScheduleRuleInput = builder.inputType('ScheduleRuleInput', {
  description: 'INTERVAL takes everyMinutes, window and days; DAILY times; WEEKLY days and times.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Its name in the schedule: small letters, digits, dashes.' }),
    kind: t.field({ type: ScheduleRuleKindEnum, required: true }),
    backupType: t.field({ type: BackupTypeEnum, description: 'Default: FULL.' }),
    everyMinutes: t.int({ description: '5 to 1440, counted from the beginning of the window, or from midnight.' }),
    window: t.field({ type: TimeSpanInput }),
    days: t.field({ type: [WeekdayEnum] }),
    times: t.stringList({ description: 'HH:MM' }),
  }),
});

export const BlackoutInput = builder.inputType('BlackoutInput', {
  description: 'A span in which nothing starts: what falls into it starts once at its end.',
  fields: (t) => ({
    days: t.field({ type: [WeekdayEnum], description: 'On which it begins. Default: every day.' }),
    from: t.string(TIME),
    to: t.string(TIME),
  }),
});

export const ScheduleInput = builder.inputType('ScheduleInput', {
  fields: (t) => ({
    timeZone: t.string({ description: 'Of the tz database, such as Europe/Berlin. Default: UTC.' }),
    rules: t.field({ type: [ScheduleRuleInput], required: true }),
    spreadMinutes: t.int({ description: 'Items start at offsets below this after the time. 0 to 720; default: 0.' }),
    blackouts: t.field({ type: [BlackoutInput] }),
    catchUp: t.field({ type: CatchUpEnum, description: 'Default: RUN_ONCE.' }),
    graceMinutes: t.int({ description: 'How late a run may be before an alert. 1 to 10080; default: 60.' }),
  }),
});
