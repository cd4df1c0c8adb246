import { describeWait, type Wait } from '@holdfast/db/domain/admission';
import { builder } from '../../builder.ts';

const WaitReasonEnum = builder.enumType('WaitReason', {
  description: 'What keeps a queued job from being begun.',
  values: {
    SITE: { description: 'Its site has as many running jobs as it may.' },
    HOST: { description: 'The host whose data it is about has as many running jobs as it may.' },
    VAULT: { description: 'Its vault has as many running jobs as it may.' },
    DRILLS: { description: 'Its site already runs as many drills as it may.' },
    PAUSE: { description: 'Its site is paused.' },
    MAINTENANCE: { description: 'Its vault is cleaned up or repaired; for minutes at most.' },
  } satisfies Record<Wait['reason'], { description: string }>,
});

export const JobWait = builder.objectRef<Wait>('JobWait').implement({
  description: 'What a queued job waits for, since a worker looked at it.',
  fields: (t) => ({
    reason: t.expose('reason', { type: WaitReasonEnum }),
    name: t.exposeString('name', { description: 'Of the site, the host or the vault.' }),
    limit: t.int({
      nullable: true,
      description: 'How many jobs may run there at once; null for a pause and for maintenance.',
      resolve: (wait) => ('limit' in wait ? wait.limit : null),
    }),
    until: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the pause ends; null for anything else.',
      resolve: (wait) => ('until' in wait ? new Date(wait.until) : null),
    }),
    description: t.string({ resolve: describeWait }),
  }),
});
