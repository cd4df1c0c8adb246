import { builder } from '../../builder.ts';
import { ActorType } from '../actor.ts';

export const RecoveryPointHold = builder.drizzleObject('recoveryPointHolds', {
  name: 'RecoveryPointHold',
  description: "Someone's word that a recovery point must stay until it is released, whatever its retention says.",
  select: { columns: { id: true } },
  fields: (t) => ({
    id: t.exposeID('id'),
    reason: t.exposeString('reason'),
    heldBy: t.field({ type: ActorType, select: { columns: { heldBy: true } }, resolve: ({ heldBy }) => heldBy }),
    heldAt: t.expose('heldAt', { type: 'DateTime' }),
  }),
});
