import { builder } from '../../builder.ts';
import { RunOutcomeEnum } from './enums.ts';

export const ScheduledRun = builder.drizzleObject('scheduledRuns', {
  name: 'ScheduledRun',
  description: 'Runs of a rule that were due one after another and what became of them. It never changes.',
  select: { columns: { seq: true } },
  fields: (t) => ({
    rule: t.exposeString('ruleKey', { description: "The rule's key in the schedule." }),
    outcome: t.expose('outcome', { type: RunOutcomeEnum }),
    firstDueAt: t.expose('firstDueAt', { type: 'DateTime' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'The last of them.' }),
    count: t.exposeInt('count'),
    isCountExact: t.exposeBoolean('isCountExact', {
      description: 'False after an outage so long that they were not counted to the end.',
    }),
    job: t.relation('job', { nullable: true, description: 'The backup that was queued, joined or overlapped.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime' }),
  }),
});
