import type { SiteSetting } from '@holdfast/db/domain/site';
import { updateSite } from '@holdfast/db/services/site/update';
import { builder } from '../../builder.ts';
import { existing } from '../existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';
import { BlackoutInput } from '../schedule/input.ts';

const SiteSettingEnum = builder.enumType('SiteSetting', {
  description: 'What may be set of a site, and be taken away again.',
  values: {
    MAX_JOBS: { value: 'maxJobs' },
    MAX_JOBS_PER_HOST: { value: 'maxJobsPerHost' },
    PAUSES: { value: 'pauses' },
    UPLOAD_KIB_PER_SECOND: { value: 'uploadKibPerSecond' },
    DOWNLOAD_KIB_PER_SECOND: { value: 'downloadKibPerSecond' },
    DRILL_MAX_BYTES: { value: 'drillMaxBytes' },
  } as const satisfies Record<string, { value: SiteSetting }>,
});

const SitePausesInput = builder.inputType('SitePausesInput', {
  fields: (t) => ({
    timeZone: t.string({ description: 'Of the tz database, such as Europe/Berlin. Default: UTC.' }),
    windows: t.field({ type: [BlackoutInput], required: true }),
  }),
});

const UpdateSiteInput = builder.inputType('UpdateSiteInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    siteId: t.id({ required: true }),
    maxJobs: t.int({ description: 'How many jobs that move data run at once: 1 to 1000.' }),
    maxJobsPerHost: t.int({ description: 'The same of one host: 1 to 1000.' }),
    pauses: t.field({ type: SitePausesInput, description: 'When nothing begins but restores.' }),
    uploadKibPerSecond: t.int({
      description:
        'What its backups and restores together send to their vaults, in KiB a second. Needs maxJobs: each has an even share, of at least 16.',
    }),
    downloadKibPerSecond: t.int({ description: 'The same of what they read from their vaults.' }),
    maxDrills: t.int({ description: 'How many drills run at once: 1 to 1000.' }),
    drillMaxBytes: t.field({ type: 'Long', description: "What one drill may take of the worker's disk, in bytes." }),
    without: t.field({ type: [SiteSettingEnum], description: 'What to take away.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateSitePayload = builder.objectRef<{ siteId: string }>('UpdateSitePayload').implement({
  fields: (t) => ({
    site: t.drizzleField({
      type: 'sites',
      resolve: (query, { siteId }, _args, { db }) =>
        existing(db.query.sites.findFirst(query({ where: { id: siteId } }))),
    }),
  }),
});

builder.mutationField('updateSite', (t) =>
  t.field({
    type: UpdateSitePayload,
    description:
      'Changes how many jobs a site runs at once, when it begins none, and how much of its line they may take. What runs goes on as it began. Needs the role ADMIN.',
    errors: {},
    args: { input: t.arg({ type: UpdateSiteInput, required: true }) },
    resolve: (_root, { input }, ctx) => updateSite(ctx, requestOf(input)),
  }),
);
