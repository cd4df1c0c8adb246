import { ConflictError } from '@holdfast/db/domain/errors';
import { isFinal, WARNINGS_KEPT } from '@holdfast/db/domain/job';
import { builder } from '../../builder.ts';
import { ActorType } from '../actor.ts';
import { BackupTypeEnum } from '../recovery-point-enums.ts';
import { JobOperationEnum, JobStatusEnum } from './enums.ts';
import { Failure } from '../errors.ts';
import { Drilled, drilledOf } from './drilled.ts';
import { AppliedRetention, appliedRetentionOf } from './applied-retention.ts';
import { CheckedVault, checkedVaultOf } from './checked-vault.ts';
import {
  Attempt,
  BackedUp,
  backedUpOf,
  Event,
  Plan,
  Progress,
  Restored,
  restoredOf,
  TaskType,
  tasksOf,
  Warning,
} from './parts.ts';
import { PrunedVault, prunedOf } from './pruned.ts';
import { JobWait } from './wait.ts';
import { parentId } from '../parent-id.ts';

export const Job = builder.drizzleNode('jobs', {
  name: 'Job',
  description: 'One piece of work, whoever asked for it.',
  id: { column: (job) => job.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    operation: t.expose('operation', { type: JobOperationEnum }),
    status: t.expose('status', { type: JobStatusEnum }),
    isFinal: t.boolean({
      description: 'Whether it has ended: nothing about it changes any more.',
      select: { columns: { status: true } },
      resolve: ({ status }) => isFinal(status),
    }),
    version: t.exposeInt('version', {
      description: 'Rises with every change: of two answers the one with the higher version is newer.',
    }),
    item: t.relation('item', { nullable: true, description: 'What it is about; null for work on a whole vault.' }),
    vault: t.relation('vault', {
      nullable: true,
      description: 'Of work on all that a vault holds, as retention is, the vault; null where it is about an item.',
    }),
    site: t.relation('site', { description: 'Where it runs.' }),
    requestedBy: t.field({
      type: ActorType,
      select: { columns: { requestedBy: true } },
      resolve: ({ requestedBy }) => requestedBy,
    }),
    cancelRequestedBy: t.field({
      type: ActorType,
      nullable: true,
      select: { columns: { cancelRequestedBy: true } },
      resolve: ({ cancelRequestedBy }) => cancelRequestedBy,
    }),
    retryOfId: t.exposeID('retryOf', { nullable: true, description: 'The job that this one does again.' }),
    plan: t.field({
      type: Plan,
      nullable: true,
      description: 'What a restore restores; null for other work.',
      select: { columns: { plan: true } },
      resolve: ({ plan }) => plan,
    }),
    backupType: t.expose('backupType', {
      type: BackupTypeEnum,
      nullable: true,
      description:
        'Of a backup, what it is asked to make; null for other work, and for backups of before this was kept.',
    }),
    attempt: t.exposeInt('attempt', { description: 'The newest attempt; 0 before the first.' }),
    maxAttempts: t.exposeInt('maxAttempts', {
      description: 'How often a passing trouble is met with another attempt.',
    }),
    waitsFor: t.field({
      type: JobWait,
      nullable: true,
      description:
        'What keeps it queued, since a worker found it out; null where none has looked yet, or nothing but a free worker is missing.',
      select: { columns: { waitsFor: true } },
      resolve: ({ waitsFor }) => waitsFor,
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a failed attempt is followed by the next; null where none is waited for.',
    }),
    movedAt: t.expose('movedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its newest attempt last got further; null before the first.',
    }),
    progress: t.field({
      type: Progress,
      nullable: true,
      select: { columns: { progress: true } },
      resolve: ({ progress }) => progress,
    }),
    error: t.field({
      type: Failure,
      nullable: true,
      description: 'Why it failed; null unless it did.',
      select: { columns: { error: true } },
      resolve: ({ error }) => error,
    }),
    warnings: t.field({
      type: [Warning],
      description: `What was left out: the first ${WARNINGS_KEPT}.`,
      select: { columns: { warnings: true } },
      resolve: ({ warnings }) => warnings,
    }),
    warningCount: t.exposeInt('warningCount', { description: 'How many there are in all.' }),
    warningFile: t.exposeString('warningFile', {
      nullable: true,
      description: "Where all of them are listed, on the worker's machine, when they are more than are kept here.",
    }),
    recoveryPoint: t.relation('recoveryPoint', { nullable: true, description: 'What a backup made.' }),
    backedUp: t.field({
      type: BackedUp,
      nullable: true,
      description: 'What a backup brought, as it was then.',
      select: { columns: { result: true, operation: true } },
      resolve: ({ operation, result }) => (operation === 'BACKUP' ? backedUpOf(result) : null),
    }),
    restored: t.field({
      type: Restored,
      nullable: true,
      description: 'What a restore brought.',
      select: { columns: { result: true, operation: true } },
      resolve: ({ operation, result }) => (operation === 'RESTORE' ? restoredOf(result) : null),
    }),
    drilled: t.field({
      type: Drilled,
      nullable: true,
      description: 'What a drill that passed measured.',
      select: { columns: { result: true, operation: true } },
      resolve: ({ operation, result }) => (operation === 'DRILL' ? drilledOf(result) : null),
    }),
    drill: t.relation('drillReport', { nullable: true, description: 'The report of a drill, once it has ended.' }),
    retention: t.field({
      type: AppliedRetention,
      nullable: true,
      description: 'What retention did to the recovery points of the vault.',
      select: { columns: { result: true, operation: true } },
      resolve: ({ operation, result }) => (operation === 'RETENTION' ? appliedRetentionOf(result) : null),
    }),
    pruned: t.field({
      type: PrunedVault,
      nullable: true,
      description: 'What a clean-up freed in the vault.',
      select: { columns: { result: true, operation: true } },
      resolve: ({ operation, result }) => (operation === 'PRUNE' ? prunedOf(result) : null),
    }),
    checked: t.field({
      type: CheckedVault,
      nullable: true,
      description: 'What a check of the vault found.',
      select: { columns: { result: true, operation: true } },
      resolve: ({ operation, result }) => (operation === 'VERIFY' ? checkedVaultOf(result) : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its first attempt began.',
    }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    attempts: t.relation('attempts', { type: Attempt, query: { orderBy: { number: 'asc' } } }),
    tasks: t.field({
      type: [TaskType],
      select: {
        columns: { status: true, progress: true },
        with: { tasks: { orderBy: { attempt: 'asc', ordinal: 'asc' } } },
      },
      resolve: tasksOf,
    }),
    events: t.relatedConnection(
      'events',
      {
        type: Event,
        description: 'Its log, in order.',
        query: { orderBy: { seq: 'asc' } },
      },
      {
        fields: (t) => ({
          totalCount: t.int({
            complexity: 10,
            resolve: (connection, _args, ctx) => ctx.load.eventsOfJob(parentId(connection)),
          }),
        }),
      },
    ),
  }),
});

builder.objectField(ConflictError, 'blockingJob', (t) =>
  t.drizzleField({
    type: 'jobs',
    nullable: true,
    description: 'The job that stands in the way, where there is one.',
    resolve: (query, { jobId }, _args, { db }) =>
      jobId === undefined ? undefined : db.query.jobs.findFirst(query({ where: { id: jobId } })),
  }),
);
