import type { DrillQuery, DrillRule } from '@holdfast/db/domain/drill';
import { builder } from '../../builder.ts';
import { BlackoutInput } from '../schedule/input.ts';
import { BlackoutType } from '../schedule/type.ts';
import { DrillChoiceEnum } from './enums.ts';

export const DrillRuleType = builder.objectRef<DrillRule>('DrillRule').implement({
  description: 'How often each item of a policy is restored for real, to a scratch target that is removed afterwards.',
  fields: (t) => ({
    everyDays: t.exposeInt('everyDays'),
    choices: t.field({
      type: [DrillChoiceEnum],
      description: 'Taken in turn, one a drill.',
      resolve: ({ choices }) => choices,
    }),
    windows: t.field({
      type: [BlackoutType],
      nullable: true,
      description:
        "When drills may begin, by the wall clock of the policy's schedule, UTC without one; null: at any time.",
      resolve: ({ windows }) => windows,
    }),
  }),
});

export const DrillRuleInput = builder.inputType('DrillRuleInput', {
  fields: (t) => ({
    everyDays: t.int({ required: true, description: '1 to 366. Items are spread over these days.' }),
    choices: t.field({ type: [DrillChoiceEnum], description: 'Taken in turn, one a drill. Default: NEWEST.' }),
    windows: t.field({
      type: [BlackoutInput],
      description:
        "When drills may begin, by the wall clock of the policy's schedule, UTC without one. Default: at any time.",
    }),
  }),
});

export const DrillQueryType = builder.objectRef<DrillQuery>('DrillQuery').implement({
  description: 'A question that a restored database must answer as expected.',
  fields: (t) => ({
    name: t.exposeString('name'),
    database: t.exposeString('database'),
    sql: t.exposeString('sql'),
    equals: t.string({ nullable: true, resolve: ({ expect }) => ('equals' in expect ? expect.equals : null) }),
    atLeast: t.float({ nullable: true, resolve: ({ expect }) => ('equals' in expect ? null : expect.atLeast) }),
    atMost: t.float({ nullable: true, resolve: ({ expect }) => ('equals' in expect ? null : expect.atMost) }),
  }),
});

const DrillExpectationInput = builder.inputType('DrillExpectationInput', {
  description: 'Either equals, or the bounds of a number.',
  fields: (t) => ({
    equals: t.string({ description: 'The column as text, exactly.' }),
    atLeast: t.float(),
    atMost: t.float(),
  }),
});

export const DrillQueryInput = builder.inputType('DrillQueryInput', {
  fields: (t) => ({
    name: t.string({ required: true }),
    database: t.string({ required: true }),
    sql: t.string({
      required: true,
      description: 'One statement that gives one row with one column. It is run read-only, for a minute at most.',
    }),
    expect: t.field({ type: DrillExpectationInput, required: true }),
  }),
});
