import * as estate from '@holdfast/db/queries/estate';
import { builder } from '../builder.ts';
import { AlertSeverityEnum } from './alert-enums.ts';
import { JobStatusEnum } from './job/enums.ts';

const Rpo = builder.objectRef<estate.ItemFigures>('RpoCompliance').implement({
  description:
    'How the protected items with an RPO, be it their own or that of their policy, hold it, by the age of their newest good recovery point.',
  fields: (t) => ({
    items: t.exposeInt('withRpo', { description: 'Protected items with an objective.' }),
    met: t.exposeInt('rpoMet'),
    breached: t.int({
      description: 'Those whose newest good point is too old, or that have had none for as long.',
      resolve: ({ withRpo, rpoMet }) => withRpo - rpoMet,
    }),
  }),
});

const Items = builder.objectRef<estate.ItemFigures>('EstateItems').implement({
  fields: (t) => ({
    total: t.exposeInt('total'),
    protected: t.exposeInt('protected'),
    stopped: t.exposeInt('stopped'),
    withoutRecoveryPoint: t.exposeInt('withoutRecoveryPoint', {
      description: 'Nothing could be restored whole of these: no good recovery point is there.',
    }),
    provenLast30Days: t.exposeInt('proven', {
      description:
        'Of the protected ones those that a drill has restored for real in the last 30 days; without those whose proof a later drill that failed has called in question.',
    }),
    newestRecoveryPointAt: t.expose('newestRecoveryPointAt', { type: 'DateTime', nullable: true }),
    rpo: t.field({ type: Rpo, resolve: (figures) => figures }),
  }),
});

const Storage = builder.objectRef<estate.StorageFigures>('EstateStorage').implement({
  fields: (t) => ({
    recoveryPoints: t.exposeInt('recoveryPoints'),
    sourceBytes: t.expose('sourceBytes', {
      type: 'Long',
      description: "The size of every item's newest recovery point: what is protected.",
    }),
    storedBytes: t.expose('storedBytes', {
      type: 'Long',
      description: 'What the vaults grew by for all recovery points, after deduplication and compression.',
    }),
  }),
});

const JobCount = builder.objectRef<estate.JobFigures>('JobCount').implement({
  fields: (t) => ({
    status: t.field({ type: JobStatusEnum, resolve: ({ status }) => status }),
    count: t.exposeInt('count'),
  }),
});

const AlertCount = builder.objectRef<estate.AlertFigures>('AlertCount').implement({
  fields: (t) => ({
    severity: t.field({ type: AlertSeverityEnum, resolve: ({ severity }) => severity }),
    count: t.exposeInt('count'),
  }),
});

const BackupDay = builder.objectRef<estate.BackupDay>('BackupDay').implement({
  description: 'The backups that ended on a day.',
  fields: (t) => ({
    date: t.expose('date', { type: 'Date' }),
    completed: t.exposeInt('completed'),
    completedWithWarnings: t.exposeInt('completedWithWarnings'),
    failed: t.exposeInt('failed'),
    cancelled: t.exposeInt('cancelled'),
    sourceBytes: t.expose('sourceBytes', { type: 'Long' }),
    storedBytes: t.expose('storedBytes', { type: 'Long' }),
  }),
});

export const EstateType = builder.objectRef<object>('Estate').implement({
  description: 'All that is protected, in numbers.',
  fields: (t) => ({
    items: t.field({ type: Items, resolve: (_estate, _args, { db }) => estate.itemFigures(db) }),
    storage: t.field({ type: Storage, resolve: (_estate, _args, { db }) => estate.storageFigures(db) }),
    jobs: t.field({
      type: [JobCount],
      description: 'The jobs that were asked for in the last 24 hours, by their status now. Every status is there.',
      resolve: (_estate, _args, { db }) => estate.jobFigures(db),
    }),
    alerts: t.field({
      type: [AlertCount],
      description: 'The alerts whose trouble lasts and that nobody closed. Every severity is there.',
      resolve: (_estate, _args, { db }) => estate.alertFigures(db),
    }),
    backups: t.field({
      type: [BackupDay],
      description: 'The last 7 days in UTC, today included, oldest first. Every day is there.',
      resolve: (_estate, _args, { db }) => estate.backupDays(db),
    }),
  }),
});

builder.queryField('estate', (t) =>
  t.field({ type: EstateType, description: 'All that is protected, in numbers.', resolve: () => ({}) }),
);
