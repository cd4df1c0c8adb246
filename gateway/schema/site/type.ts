import { readPause, type Pauses } from '@holdfast/db/domain/site';
import { scheduleNow } from '@holdfast/db/queries/schedule-now';
import { builder } from '../../builder.ts';
import { BlackoutType } from '../schedule/type.ts';

const SitePauses = builder.objectRef<Pauses>('SitePauses').implement({
  description: 'Times of the week in which no job of a site begins but restores. What runs goes on.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { description: 'Of the tz database.' }),
    windows: t.field({ type: [BlackoutType], resolve: ({ windows }) => windows }),
  }),
});

const MOVES = 'Jobs that move data are backups and restores; a restore counts, and never waits.';

builder.drizzleNode('sites', {
  name: 'Site',
  description: 'Where workers run, and which sources and disks they can reach.',
  id: { column: (site) => site.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    maxJobs: t.exposeInt('maxJobs', {
      nullable: true,
      description: `How many jobs that move data run at once; null: as many as its workers take. ${MOVES}`,
    }),
    maxJobsPerHost: t.exposeInt('maxJobsPerHost', {
      nullable: true,
      description:
        "The same of one host: the server of a database, by the name it is reached by; all that is read on the site's own machine is one host too.",
    }),
    pauses: t.field({
      type: SitePauses,
      nullable: true,
      description: 'When nothing begins; null: never.',
      select: { columns: { pauses: true } },
      resolve: ({ pauses }) => pauses,
    }),
    pausedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the pause ends that it is in; null where it is in none.',
      select: { columns: { pauses: true } },
      resolve: async ({ pauses }, _args, { db }) => {
        return pauses === null ? null : readPause(pauses, await scheduleNow(db));
      },
    }),
    uploadKibPerSecond: t.exposeInt('uploadKibPerSecond', {
      nullable: true,
      description:
        'What its backups and restores together send to their vaults at most, in KiB a second; each has an even share.',
    }),
    downloadKibPerSecond: t.exposeInt('downloadKibPerSecond', {
      nullable: true,
      description: 'The same of what they read from their vaults.',
    }),
    maxDrills: t.exposeInt('maxDrills', { description: 'How many drills run at once.' }),
    drillMaxBytes: t.expose('drillMaxBytes', {
      type: 'Long',
      nullable: true,
      description: "What one drill may take of the worker's disk, in bytes; null: what is free.",
    }),
  }),
});
