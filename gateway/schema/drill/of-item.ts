import type { Proof } from '@holdfast/db/domain/proof';
import { TREND_OF, type DrillTrend, type TrendPoint } from '@holdfast/db/queries/drill-trends';
import { builder } from '../../builder.ts';
import { ProofStateEnum } from './enums.ts';

/** What is shown of the drills of an item, besides the drills. */
export const ProofType = builder.objectRef<Proof>('Proof').implement({
  description: 'Whether an item is proven restorable. Only a drill that passed proves it, never a check of its vault.',
  fields: (t) => ({
    state: t.expose('state', { type: ProofStateEnum }),
    lastProvenAt: t.expose('lastProvenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a drill last passed.',
    }),
    failedAt: t.expose('failedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last drill failed that none has made good since; null in every state but FAILED.',
    }),
    dueBy: t.expose('dueBy', {
      type: 'DateTime',
      nullable: true,
      description:
        'Until when the next one must have passed; null where nothing asks for it, or there is no point yet.',
    }),
    isLate: t.exposeBoolean('isLate', { description: 'Whether that time is over: then an alert tells of it.' }),
    text: t.exposeString('text', { description: 'The same in words.' }),
  }),
});

const TrendEntry = builder.objectRef<TrendPoint>('DrillTrendEntry').implement({
  fields: (t) => ({
    drillId: t.exposeID('drillId'),
    endedAt: t.expose('endedAt', { type: 'DateTime' }),
    restoreMs: t.expose('restoreMs', { type: 'Long' }),
    achievedRtoMs: t.field({ type: 'Long', resolve: ({ rtoMs }) => rtoMs }),
  }),
});

export const TrendType = builder.objectRef<DrillTrend>('DrillTrend').implement({
  description: `How long the last ${TREND_OF} restores in drills took, oldest first.`,
  fields: (t) => ({
    drills: t.field({ type: [TrendEntry], resolve: ({ drills }) => [...drills] }),
    medianRestoreMs: t.exposeFloat('medianRestoreMs', { nullable: true }),
    medianRtoMs: t.exposeFloat('medianRtoMs', { nullable: true }),
  }),
});
