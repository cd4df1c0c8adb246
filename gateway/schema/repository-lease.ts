import type { LeasePurpose } from '@holdfast/db/domain/lease';
import { builder } from '../builder.ts';

const LeasePurposeEnum = builder.enumType('LeasePurpose', {
  description: 'What a job holds a repository for, so that nothing that would disturb it happens there meanwhile.',
  values: {
    VERIFY: { description: 'Its data is read and checked: nothing is removed.' },
    REMOVAL: { description: 'Recovery points are removed.' },
    PRUNE: { description: 'Space is reclaimed.' },
  } satisfies Record<LeasePurpose, { description: string }>,
});

export const RepositoryLease = builder.drizzleObject('repositoryLeases', {
  name: 'RepositoryLease',
  description: 'Who holds a repository, and what for. It ends with the attempt of its job.',
  select: { columns: { repositoryId: true } },
  fields: (t) => ({
    purpose: t.expose('purpose', { type: LeasePurposeEnum }),
    job: t.relation('job'),
    since: t.expose('takenAt', { type: 'DateTime' }),
    blocksSince: t.expose('blocksSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when backups and restores do not begin: for minutes at most. Null while they do.',
    }),
  }),
});
