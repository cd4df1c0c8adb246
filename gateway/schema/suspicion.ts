import type { Suspicion, SuspicionCode } from '@holdfast/db/domain/suspicion';
import type { ActorRecord } from '@holdfast/db/domain/actor';
import { isSuspect } from '@holdfast/db/queries/suspicions';
import { dismissSuspicion } from '@holdfast/db/services/recovery-point/dismiss-suspicion';
import { builder } from '../builder.ts';
import { ActorType } from './actor.ts';
import { existing } from './existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';
import { RecoveryPoint } from './recovery-point.ts';

const SuspicionCodeEnum = builder.enumType('SuspicionCode', {
  description: 'What is unusual about a recovery point.',
  values: {
    MUCH_LESS_DATA: { description: 'It holds far less than those before it, by bytes or by files.' },
    MUCH_MORE_DATA: { description: 'It holds far more than those before it, by bytes or by files.' },
    MANY_REWRITTEN: { description: 'Far more of it was rewritten than usual.' },
    COMPRESSION_COLLAPSED: {
      description: 'Its new data does not compress, and that of those before it did: encrypted data does not.',
    },
    MANY_UNREADABLE: { description: 'Far more could not be read than usual.' },
  } satisfies Record<SuspicionCode, { description: string }>,
});

const SuspicionReason = builder.objectRef<Suspicion['reasons'][number]>('SuspicionReason').implement({
  fields: (t) => ({
    code: t.expose('code', { type: SuspicionCodeEnum }),
    text: t.exposeString('text', { description: 'With the figures: "3.1 GB instead of about 12 GB".' }),
  }),
});

interface Shown {
  readonly suspicion: Suspicion;
  readonly suspicionDismissedAt: Date | null;
  readonly suspicionDismissedBy: ActorRecord | null;
}

const SuspicionType = builder.objectRef<Shown>('Suspicion').implement({
  description: 'Why a recovery point is looked at with suspicion: it is unlike those before it.',
  fields: (t) => ({
    reasons: t.field({ type: [SuspicionReason], resolve: ({ suspicion }) => [...suspicion.reasons] }),
    lastGoodPoint: t.drizzleField({
      type: 'recoveryPoints',
      nullable: true,
      description: 'The last point before it that nothing was held against.',
      resolve: async (query, { suspicion: { lastGoodPointId } }, _args, { db }) =>
        lastGoodPointId === null
          ? null
          : ((await db.query.recoveryPoints.findFirst(query({ where: { id: lastGoodPointId } }))) ?? null),
    }),
    dismissedAt: t.expose('suspicionDismissedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null while it stands.',
    }),
    dismissedBy: t.field({
      type: ActorType,
      nullable: true,
      resolve: ({ suspicionDismissedBy }) => suspicionDismissedBy,
    }),
  }),
});

builder.drizzleObjectField('recoveryPoints', 'suspicion', (t) =>
  t.field({
    type: SuspicionType,
    nullable: true,
    description: 'Null of a point that was like those before it, or could not be compared.',
    select: { columns: { suspicion: true, suspicionDismissedAt: true, suspicionDismissedBy: true } },
    resolve: ({ suspicion, ...dismissed }) => suspicion && { suspicion, ...dismissed },
  }),
);

builder.drizzleObjectField('protectedItems', 'suspectPoint', (t) =>
  t.field({
    type: RecoveryPoint,
    nullable: true,
    description:
      'The newest point that is unlike those before it and was not dismissed; what was taken after it may be as bad. Null: none is.',
    complexity: 10,
    // Beside the item: a list of items asks no more than one of them.
    select: (_args, _ctx, ofPoint) => ({
      with: {
        recoveryPoints: ofPoint({ where: { RAW: isSuspect }, orderBy: { takenAt: 'desc', id: 'desc' }, limit: 1 }),
      },
    }),
    resolve: ({ recoveryPoints: [newest] }) => newest,
  }),
);

const DismissSuspicionInput = builder.inputType('DismissSuspicionInput', {
  fields: (t) => ({
    recoveryPointId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const DismissSuspicionPayload = builder.objectRef<{ pointId: string }>('DismissSuspicionPayload').implement({
  fields: (t) => ({
    recoveryPoint: t.drizzleField({
      type: 'recoveryPoints',
      resolve: (query, { pointId }, _args, { db }) =>
        existing(db.query.recoveryPoints.findFirst(query({ where: { id: pointId } }))),
    }),
  }),
});

builder.mutationField('dismissSuspicion', (t) =>
  t.field({
    type: DismissSuspicionPayload,
    description:
      'Says that the unusual change of a recovery point was meant: it counts as usual from then on, and so do earlier points with the same reasons. Its alert ends when no other is left. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: DismissSuspicionInput, required: true }) },
    resolve: (_root, { input }, ctx) => dismissSuspicion(ctx, requestOf(input)),
  }),
);
