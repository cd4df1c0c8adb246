import { WEEKDAYS, type Schedule, type ScheduleRule } from '@holdfast/db/domain/schedule';
import type { RunOutcome } from '@holdfast/db/domain/scheduled-run';
import { builder } from '../../builder.ts';
import type { Described } from '../described.ts';

export const WeekdayEnum = builder.enumType('Weekday', { values: WEEKDAYS });

export const ScheduleRuleKindEnum = builder.enumType('ScheduleRuleKind', {
  values: {
    INTERVAL: { description: 'Every so many minutes, all day or inside a window.' },
    DAILY: { description: 'Every day at certain times.' },
    WEEKLY: { description: 'On certain days at certain times.' },
  } satisfies Described<ScheduleRule['kind']>,
});

export const CatchUpEnum = builder.enumType('CatchUp', {
  description: 'What is done about runs that were missed, as after an outage.',
  values: {
    RUN_ONCE: { description: 'One backup is made for all of them.' },
    SKIP: { description: 'None for runs that are later than the grace: the next run is the next one of the schedule.' },
  } satisfies Described<Schedule['catchUp']>,
});

export const RunOutcomeEnum = builder.enumType('RunOutcome', {
  description: 'What became of runs that were due.',
  values: {
    QUEUED: { description: 'A backup was queued.' },
    JOINED: { description: 'A backup of the item was waiting already, and serves this run as well.' },
    OVERLAPPED: { description: 'The backup before was still running: this one was left out.' },
    MISSED: { description: 'Nothing was there to queue it in time.' },
    SUPERSEDED: { description: 'Its rule was taken out of the policy before it was queued.' },
    STOPPED: { description: "The item's protection was stopped." },
    UNUSABLE: { description: 'The schedule cannot be worked with, as when its time zone is not known here.' },
  } satisfies Described<RunOutcome>,
});
