import { ConflictError, InvalidInputError, NotFoundError } from '@holdfast/db/domain/errors';
import { parseInput } from '@holdfast/db/domain/parse';
import type { ImpactPoint, ImpactPoints, MissedObjective, PolicyImpact } from '@holdfast/db/domain/policy-impact';
import { CADENCE_DAYS, type Cadence } from '@holdfast/db/domain/schedule-cadence';
import { editProtection, policyEditSchema } from '@holdfast/db/domain/policy';
import { findPolicyImpact } from '@holdfast/db/queries/policy-impact';
import { builder } from '../../builder.ts';
import { withoutNulls } from '../mutation-input.ts';
import { ScheduleInput } from '../schedule/input.ts';
import { RetentionInput, retentionOf } from './input.ts';

const Point = builder.objectRef<ImpactPoint>('ImpactPoint').implement({
  description: 'A recovery point that an edit takes or brings back.',
  fields: (t) => ({
    recoveryPointId: t.exposeID('id'),
    itemId: t.exposeID('itemId'),
    itemName: t.exposeString('itemName'),
    takenAt: t.expose('takenAt', { type: 'DateTime' }),
    storedBytes: t.expose('storedBytes', { type: 'Long' }),
    goesAt: t.expose('goesAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it goes; null where newer points push it out, and for what comes back.',
    }),
    text: t.exposeString('text', { description: 'Why it goes, or what keeps it.' }),
  }),
});

const Points = builder.objectRef<ImpactPoints>('ImpactPoints').implement({
  fields: (t) => ({
    count: t.exposeInt('count'),
    storedBytes: t.expose('storedBytes', {
      type: 'Long',
      description: 'What the vault grew by when they were stored, after deduplication and compression.',
    }),
    first: t.field({ type: [Point], description: 'The newest 100.', resolve: ({ first }) => [...first] }),
  }),
});

const CadenceType = builder.objectRef<Cadence>('Cadence').implement({
  description: `How often a schedule runs, in the ${CADENCE_DAYS} days to come.`,
  fields: (t) => ({
    runs: t.exposeInt('runs'),
    longestGapSeconds: t.float({
      nullable: true,
      description: 'The longest time between two of them; null where nothing runs by itself.',
      resolve: ({ longestGapMs }) => (longestGapMs === null ? null : longestGapMs / 1000),
    }),
  }),
});

const Missed = builder.objectRef<MissedObjective>('MissedObjective').implement({
  description: 'An item that would lose more than its objective allows, even when every backup succeeds.',
  fields: (t) => ({
    itemId: t.exposeID('itemId'),
    itemName: t.exposeString('itemName'),
    rpoSeconds: t.exposeInt('rpoSeconds'),
    longestGapSeconds: t.exposeFloat('longestGapSeconds', { nullable: true }),
  }),
});

const Impact = builder.objectRef<PolicyImpact>('PolicyImpact').implement({
  description: 'What an edit of a policy would do. Nothing is changed by asking.',
  fields: (t) => ({
    fingerprint: t.exposeString('fingerprint', {
      description:
        'For updatePolicy, within an hour: the edit is refused once it would do anything else to what is there now.',
    }),
    items: t.exposeInt('items', { description: 'How many protected items are under the policy.' }),
    gone: t.field({
      type: Points,
      description: 'Recovery points that the policy keeps as it is, and that go under the edit.',
      resolve: ({ gone }) => gone,
    }),
    sooner: t.field({
      type: Points,
      description: 'Recovery points that stay for now, and go sooner than under the policy as it is, or may.',
      resolve: ({ sooner }) => sooner,
    }),
    back: t.field({
      type: Points,
      description: 'Recovery points that retention has deleted softly, and that come back.',
      resolve: ({ back }) => back,
    }),
    comesBackForDays: t.exposeInt('comesBackForDays', {
      nullable: true,
      description: 'For how many days at least what goes comes back if the rules are made longer again.',
    }),
    before: t.field({ type: CadenceType, resolve: ({ before }) => before }),
    after: t.field({ type: CadenceType, resolve: ({ after }) => after }),
    missedCount: t.int({
      description: 'How many items would miss their recovery point objective.',
      resolve: ({ missed }) => missed.count,
    }),
    missed: t.field({
      type: [Missed],
      description: 'The 100 of them with the strictest objectives.',
      resolve: ({ missed }) => [...missed.first],
    }),
  }),
});

const Input = builder.inputType('PolicyImpactInput', {
  description: 'An edit as updatePolicy would take it. What is left out stays as it is.',
  fields: (t) => ({
    policyId: t.id({ required: true }),
    retention: t.field({ type: RetentionInput }),
    schedule: t.field({ type: ScheduleInput }),
    withoutSchedule: t.boolean(),
  }),
});

builder.queryField('policyImpact', (t) =>
  t.field({
    type: Impact,
    description: 'What an edit of a policy would do to the recovery points and objectives of its items.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: Input, required: true }) },
    // Every point under the policy is judged twice: a document may not ask for it again and again.
    complexity: { field: 5000, multiplier: 1 },
    resolve: async (_root, { input: { policyId, ...given } }, { db }) => {
      const edit = { ...given, retention: retentionOf(given.retention) };
      const parsed = parseInput(policyEditSchema, withoutNulls(edit));
      const policy = await db.query.policies.findFirst({ where: { id: policyId } });
      if (!policy) throw new NotFoundError('policy', policyId);
      return findPolicyImpact(db, policy, editProtection(policy, parsed));
    },
  }),
);
