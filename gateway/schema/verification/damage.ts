import type { Damage, DamageCertainty } from '@holdfast/db/domain/damage';
import { builder } from '../../builder.ts';

export const DamageCertaintyEnum = builder.enumType('DamageCertainty', {
  description: 'How sure it is that a recovery point lost data.',
  values: {
    DAMAGED: { description: 'What it needs is gone or wrong.' },
    SUSPECT: { description: 'Something of its repository is, and what that touches could not be determined.' },
    MISSING: { description: 'The vault no longer has its snapshot.' },
  } as const satisfies Record<DamageCertainty, object>,
});

/** What is wrong with a point, and since when that is known. */
export interface KnownDamage extends Damage {
  readonly foundAt: Date | null;
}

export const PointDamage = builder.objectRef<KnownDamage>('PointDamage').implement({
  description:
    'What is wrong with what the vault holds of a recovery point. It goes when a later check finds the point whole again, as after a backup that stored again what was lost.',
  fields: (t) => ({
    certainty: t.field({ type: DamageCertaintyEnum, resolve: ({ certainty }) => certainty }),
    text: t.exposeString('text', { description: 'What is known, in words.' }),
    foundAt: t.expose('foundAt', { type: 'DateTime', nullable: true }),
    foundBy: t.drizzleField({
      type: 'jobs',
      nullable: true,
      description: 'The check that found it.',
      resolve: (query, { jobId }, _args, { db }) => db.query.jobs.findFirst(query({ where: { id: jobId } })),
    }),
    paths: t.stringList({
      description: 'The first of the paths that cannot be restored whole, as they stand in the vault.',
      resolve: ({ paths }) => [...paths],
    }),
    pathCount: t.exposeInt('pathCount', {
      nullable: true,
      description: 'How many they are; null where that is not known.',
    }),
  }),
});
