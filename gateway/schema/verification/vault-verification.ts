import { InvalidInputError } from '@holdfast/db/domain/errors';
import { fullReadBy, oldestRead, readShare, unseenChance } from '@holdfast/db/domain/verification';
import { looksAtVault, type VaultVerification as Verification } from '@holdfast/db/queries/vault-verification';
import { builder } from '../../builder.ts';

type LookRow = Awaited<ReturnType<typeof looksAtVault>>[number];

const MOST_LOOKS = 100;

const Look = builder.objectRef<LookRow>('VaultLook').implement({
  description: 'A look at a repository of a vault that came to its end.',
  fields: (t) => ({
    repositoryId: t.exposeID('repositoryId'),
    jobId: t.exposeID('jobId'),
    share: t.exposeInt('share', { nullable: true, description: 'The share of the data that was read; null: none.' }),
    shares: t.exposeInt('shares', { nullable: true, description: 'Into how many shares it was cut then.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime' }),
    errorCount: t.exposeInt('errorCount', { description: 'How many errors the engine told of; 0: all is well.' }),
    findings: t.exposeStringList('findings', { description: 'The first lines of what it said of them.' }),
  }),
});

export const VaultVerification = builder.objectRef<Verification>('VaultVerification').implement({
  description:
    'How what a vault holds is checked: a share is read each day, so that all of it is read within its days.',
  fields: (t) => ({
    days: t.exposeInt('days', {
      nullable: true,
      description: 'Within how many days all of it is read; null: it is not checked by itself.',
    }),
    nextAt: t.expose('nextAt', { type: 'DateTime', description: 'When it is checked next, unless days is null.' }),
    lastLookAt: t.expose('lastLookAt', { type: 'DateTime', nullable: true }),
    readShare: t.float({
      description: 'The part of the stored data that was read within the last days: 0 to 1. Shares count alike.',
      resolve: ({ record, at }) => readShare(record, record.verifyDays, at),
    }),
    oldestReadAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the share that was not read for the longest time was read; null while one never was.',
      resolve: ({ record }) => oldestRead(record),
    }),
    fullReadBy: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When all of it will have been read once, a share being read each day. Null where it was, and where it is not checked.',
      resolve: ({ record, at, days }) => (days === null ? null : fullReadBy(record, at)),
    }),
    unseenChance: t.float({
      args: { ageDays: t.arg.int({ required: true, description: 'How long ago the damage happened.' }) },
      description:
        'The chance that damage of this age is still unseen, 0 to 1: the part of the data that was not read since. Where every share is read in its time, 1 - ageDays / days.',
      resolve: ({ record, at }, { ageDays }) => {
        if (ageDays < 0) throw new InvalidInputError([{ path: 'ageDays', message: 'must be 0 or more' }]);
        return unseenChance(record, ageDays, at);
      },
    }),
    looks: t.field({
      type: [Look],
      args: { first: t.arg.int({ defaultValue: 10 }) },
      complexity: { field: 10, multiplier: 10 },
      description: `The last looks, the newest first: ${MOST_LOOKS} at most.`,
      resolve: ({ vaultId }, { first }, { db }) =>
        looksAtVault(db, vaultId, Math.min(Math.max(first ?? 10, 0), MOST_LOOKS)),
    }),
    damagedPoints: t.exposeInt('damagedPoints', { description: 'Recovery points of it that lost data.' }),
    suspectPoints: t.exposeInt('suspectPoints', { description: 'Recovery points of it that may have lost data.' }),
    missingPoints: t.exposeInt('missingPoints', {
      description: 'Recovery points of the catalogue that it no longer has.',
    }),
  }),
});
