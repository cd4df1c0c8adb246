import { describeRule, describeSchedule, type Schedule, type ScheduleRule } from '@holdfast/db/domain/schedule';
import { builder } from '../../builder.ts';
import { BackupTypeEnum } from '../recovery-point-enums.ts';
import { CatchUpEnum, ScheduleRuleKindEnum, WeekdayEnum } from './enums.ts';

const TimeSpan = builder.objectRef<{ from: string; to: string }>('TimeSpan').implement({
  description: 'A span of the wall clock, HH:MM. Where it ends at or before its beginning, it ends on the next day.',
  fields: (t) => ({ from: t.exposeString('from'), to: t.exposeString('to', { description: 'Not part of it.' }) }),
});

const Rule = builder.objectRef<ScheduleRule>('ScheduleRule').implement({
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name in the schedule.' }),
    kind: t.expose('kind', { type: ScheduleRuleKindEnum }),
    backupType: t.expose('backupType', { type: BackupTypeEnum }),
    everyMinutes: t.int({ nullable: true, resolve: (rule) => ('everyMinutes' in rule ? rule.everyMinutes : null) }),
    window: t.field({
      type: TimeSpan,
      nullable: true,
      resolve: (rule) => ('window' in rule ? rule.window : null),
    }),
    days: t.field({
      type: [WeekdayEnum],
      nullable: true,
      description: 'Null: every day.',
      resolve: (rule) => ('days' in rule ? rule.days : null),
    }),
    times: t.stringList({ nullable: true, resolve: (rule) => ('times' in rule ? rule.times : null) }),
    description: t.string({ resolve: describeRule }),
  }),
});

export const BlackoutType = builder.objectRef<Schedule['blackouts'][number]>('Blackout').implement({
  description: 'A span in which nothing starts: what falls into it starts once at its end.',
  fields: (t) => ({
    days: t.field({
      type: [WeekdayEnum],
      nullable: true,
      description: 'On which it begins; null: every day.',
      resolve: ({ days }) => days,
    }),
    from: t.exposeString('from'),
    to: t.exposeString('to'),
  }),
});

export const ScheduleType = builder.objectRef<Schedule>('Schedule').implement({
  description:
    'When items are backed up. Each wall-clock time of a date runs exactly once: one that the date does not have, as clocks go forward, at the first moment after the gap; one that it has twice at its first occurrence.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { description: 'Of the tz database.' }),
    rules: t.field({ type: [Rule], resolve: ({ rules }) => rules }),
    spreadMinutes: t.exposeInt('spreadMinutes', {
      description: 'Each item starts at its own offset after the time, always the same, below this.',
    }),
    blackouts: t.field({ type: [BlackoutType], resolve: ({ blackouts }) => blackouts }),
    catchUp: t.expose('catchUp', { type: CatchUpEnum }),
    graceMinutes: t.exposeInt('graceMinutes', { description: 'How late a run may be before an alert tells of it.' }),
    description: t.string({ resolve: describeSchedule }),
  }),
});
