import type { ItemHealth } from '@holdfast/db/queries/health';
import type { Standing } from '@holdfast/db/queries/objectives';
import { builder } from '../../builder.ts';
import { FaultEnum } from '../errors.ts';
import {
  HealthCodeEnum,
  HealthStatusEnum,
  ObjectiveEnum,
  ObjectiveSourceEnum,
  ObjectiveStateEnum,
  PersistenceEnum,
  RtoProofEnum,
} from './enums.ts';

const Rpo = builder.objectRef<Standing['rpo']>('RpoStanding').implement({
  description: 'How much time of data the item would lose now, against its objective.',
  fields: (t) => ({
    state: t.expose('state', { type: ObjectiveStateEnum }),
    objectiveSeconds: t.int({ nullable: true, resolve: ({ objective }) => objective?.seconds }),
    from: t.field({ type: ObjectiveSourceEnum, nullable: true, resolve: ({ objective }) => objective?.from }),
    exposureSeconds: t.int({
      nullable: true,
      description: 'How much time of data would be lost now; null while it is not protected.',
      resolve: ({ exposureSeconds }) => exposureSeconds && Math.floor(exposureSeconds),
    }),
    measuredFrom: t.expose('measuredFrom', {
      type: 'DateTime',
      nullable: true,
      description: 'When its newest good recovery point was captured; without any the beginning of its protection.',
    }),
    breachAt: t.expose('breachAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the objective is breached, or was.',
    }),
    expectedAt: t.expose('expectedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When what is under way or planned should have brought a new point; null where nothing is.',
    }),
    text: t.exposeString('text', { description: 'In words.' }),
  }),
});

const Rto = builder.objectRef<Standing['rto']>('RtoStanding').implement({
  description: 'How long a restore of the item takes, against its objective.',
  fields: (t) => ({
    state: t.expose('state', { type: ObjectiveStateEnum }),
    objectiveSeconds: t.int({ nullable: true, resolve: ({ objective }) => objective?.seconds }),
    from: t.field({ type: ObjectiveSourceEnum, nullable: true, resolve: ({ objective }) => objective?.from }),
    achievedSeconds: t.float({
      nullable: true,
      description: 'What the last passed drill or full restore took; a drill without its probes.',
      resolve: ({ achieved }) => achieved?.seconds,
    }),
    achievedBy: t.field({ type: RtoProofEnum, nullable: true, resolve: ({ achieved }) => achieved?.by }),
    achievedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ achieved }) => achieved?.at }),
    jobId: t.id({ nullable: true, description: 'The job that showed it.', resolve: ({ achieved }) => achieved?.jobId }),
    text: t.exposeString('text', { description: 'In words.' }),
  }),
});

export const ItemObjectives = builder.objectRef<Pick<Standing, 'rpo' | 'rto'>>('ItemObjectives').implement({
  description: "How an item stands with what is promised of it: its own objectives, else its policy's.",
  fields: (t) => ({
    rpo: t.expose('rpo', { type: Rpo }),
    rto: t.expose('rto', { type: Rto }),
  }),
});

const Reason = builder.objectRef<ItemHealth['health']['reasons'][number]>('HealthReason').implement({
  fields: (t) => ({
    code: t.expose('code', { type: HealthCodeEnum }),
    text: t.exposeString('text', { description: 'In words.' }),
    fault: t.expose('fault', { type: FaultEnum, description: 'Who can put it right.' }),
    lasts: t.expose('lasts', { type: PersistenceEnum }),
    since: t.expose('since', { type: 'DateTime', nullable: true }),
  }),
});

export const Health = builder.objectRef<ItemHealth['health']>('Health').implement({
  description: 'How an item is, and why.',
  fields: (t) => ({
    status: t.expose('status', { type: HealthStatusEnum }),
    reasons: t.field({ type: [Reason], description: 'The worst first.', resolve: ({ reasons }) => [...reasons] }),
  }),
});

export const ObjectiveBreach = builder.drizzleObject('objectiveBreaches', {
  name: 'ObjectiveBreach',
  description: 'A time in which an item did not meet an objective.',
  select: { columns: { seq: true } },
  fields: (t) => ({
    objective: t.expose('objective', { type: ObjectiveEnum }),
    objectiveSeconds: t.exposeInt('objectiveSeconds', { description: 'As it was when it began.' }),
    breachedAt: t.expose('breachedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    endedBy: t.exposeString('endedBy', { nullable: true, description: 'In words, what ended it.' }),
  }),
});
