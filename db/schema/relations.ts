import { defineRelations, defineRelationsPart } from 'drizzle-orm';
import { apiTokens, principals, slackIdentities } from './access.ts';
import { alerts } from './alerts.ts';
import { assignmentRules } from './assignment-rules.ts';
import { auditLog } from './audit-log.ts';
import { channels, subscriptions } from './channels.ts';
import { dataSources } from './data-sources.ts';
import { drills } from './drills.ts';
import { jobAttempts, jobEvents, jobs, jobTasks } from './jobs.ts';
import { objectiveBreaches } from './objective-breaches.ts';
import { outbox } from './outbox.ts';
import { policies } from './policies.ts';
import { protectedItems } from './protected-items.ts';
import { recoveryPointHolds, recoveryPointParts, recoveryPoints, recoveryPointTiers } from './recovery-points.ts';
import { replacedData } from './replaced-data.ts';
import { repositoryChecks, repositoryLeases, repositorySizes } from './repository-care.ts';
import { itemSchedules, scheduledRuns } from './schedules.ts';
import { sites, workers } from './sites.ts';
import { repositories, vaults } from './vaults.ts';

const tables = {
  alerts,
  apiTokens,
  assignmentRules,
  auditLog,
  channels,
  dataSources,
  drills,
  itemSchedules,
  jobAttempts,
  jobEvents,
  jobTasks,
  jobs,
  objectiveBreaches,
  outbox,
  policies,
  principals,
  protectedItems,
  recoveryPointHolds,
  recoveryPointParts,
  recoveryPointTiers,
  recoveryPoints,
  replacedData,
  repositories,
  repositoryChecks,
  repositoryLeases,
  repositorySizes,
  scheduledRuns,
  sites,
  slackIdentities,
  subscriptions,
  vaults,
  workers,
};

// In two halves by the alphabet: one function with all of them would be too long to read.
const untilJobs = defineRelations(tables, (r) => ({
  alerts: {
    item: r.one.protectedItems({ from: r.alerts.itemId, to: r.protectedItems.id }),
    vault: r.one.vaults({ from: r.alerts.vaultId, to: r.vaults.id }),
    job: r.one.jobs({ from: r.alerts.jobId, to: r.jobs.id }),
  },
  assignmentRules: {
    policy: r.one.policies({ from: r.assignmentRules.policyId, to: r.policies.id, optional: false }),
    vault: r.one.vaults({ from: r.assignmentRules.vaultId, to: r.vaults.id, optional: false }),
  },
  channels: {
    subscriptions: r.many.subscriptions({ from: r.channels.id, to: r.subscriptions.channelId }),
  },
  dataSources: {
    site: r.one.sites({ from: r.dataSources.siteId, to: r.sites.id, optional: false }),
    item: r.one.protectedItems({ from: r.dataSources.itemId, to: r.protectedItems.id }),
    rule: r.one.assignmentRules({ from: r.dataSources.ruleId, to: r.assignmentRules.id }),
  },
  drills: {
    job: r.one.jobs({ from: r.drills.jobId, to: r.jobs.id, optional: false }),
    item: r.one.protectedItems({ from: r.drills.itemId, to: r.protectedItems.id, optional: false }),
    point: r.one.recoveryPoints({ from: r.drills.pointId, to: r.recoveryPoints.id }),
  },
  jobAttempts: {
    worker: r.one.workers({ from: r.jobAttempts.workerId, to: r.workers.id, optional: false }),
  },
  jobs: {
    item: r.one.protectedItems({ from: r.jobs.itemId, to: r.protectedItems.id }),
    vault: r.one.vaults({ from: r.jobs.vaultId, to: r.vaults.id }),
    site: r.one.sites({ from: r.jobs.siteId, to: r.sites.id, optional: false }),
    recoveryPoint: r.one.recoveryPoints({ from: r.jobs.id, to: r.recoveryPoints.jobId }),
    drillReport: r.one.drills({ from: r.jobs.id, to: r.drills.jobId }),
    attempts: r.many.jobAttempts({ from: r.jobs.id, to: r.jobAttempts.jobId }),
    tasks: r.many.jobTasks({ from: r.jobs.id, to: r.jobTasks.jobId }),
    events: r.many.jobEvents({ from: r.jobs.id, to: r.jobEvents.jobId }),
  },
}));

const fromPolicies = defineRelationsPart(tables, (r) => ({
  policies: {
    items: r.many.protectedItems({ from: r.policies.id, to: r.protectedItems.policyId }),
  },
  protectedItems: {
    vault: r.one.vaults({ from: r.protectedItems.vaultId, to: r.vaults.id, optional: false }),
    policy: r.one.policies({ from: r.protectedItems.policyId, to: r.policies.id, optional: false }),
    site: r.one.sites({ from: r.protectedItems.siteId, to: r.sites.id, optional: false }),
    recoveryPoints: r.many.recoveryPoints({ from: r.protectedItems.id, to: r.recoveryPoints.itemId }),
    jobs: r.many.jobs({ from: r.protectedItems.id, to: r.jobs.itemId }),
    schedules: r.many.itemSchedules({ from: r.protectedItems.id, to: r.itemSchedules.itemId }),
    scheduledRuns: r.many.scheduledRuns({ from: r.protectedItems.id, to: r.scheduledRuns.itemId }),
    drills: r.many.drills({ from: r.protectedItems.id, to: r.drills.itemId }),
    breaches: r.many.objectiveBreaches({ from: r.protectedItems.id, to: r.objectiveBreaches.itemId }),
  },
  recoveryPoints: {
    item: r.one.protectedItems({ from: r.recoveryPoints.itemId, to: r.protectedItems.id, optional: false }),
    job: r.one.jobs({ from: r.recoveryPoints.jobId, to: r.jobs.id, optional: false }),
    parts: r.many.recoveryPointParts({ from: r.recoveryPoints.id, to: r.recoveryPointParts.pointId }),
    tiers: r.many.recoveryPointTiers({ from: r.recoveryPoints.id, to: r.recoveryPointTiers.pointId }),
    holds: r.many.recoveryPointHolds({ from: r.recoveryPoints.id, to: r.recoveryPointHolds.pointId }),
  },
  repositories: {
    lease: r.one.repositoryLeases({ from: r.repositories.id, to: r.repositoryLeases.repositoryId }),
    vault: r.one.vaults({ from: r.repositories.vaultId, to: r.vaults.id, optional: false }),
    checks: r.many.repositoryChecks({ from: r.repositories.id, to: r.repositoryChecks.repositoryId }),
    sizes: r.many.repositorySizes({ from: r.repositories.id, to: r.repositorySizes.repositoryId }),
  },
  repositoryLeases: {
    job: r.one.jobs({ from: r.repositoryLeases.jobId, to: r.jobs.id, optional: false }),
  },
  scheduledRuns: {
    item: r.one.protectedItems({ from: r.scheduledRuns.itemId, to: r.protectedItems.id, optional: false }),
    job: r.one.jobs({ from: r.scheduledRuns.jobId, to: r.jobs.id }),
  },
  subscriptions: {
    channel: r.one.channels({ from: r.subscriptions.channelId, to: r.channels.id, optional: false }),
    vault: r.one.vaults({ from: r.subscriptions.vaultId, to: r.vaults.id }),
    item: r.one.protectedItems({ from: r.subscriptions.itemId, to: r.protectedItems.id }),
  },
  vaults: {
    repositories: r.many.repositories({ from: r.vaults.id, to: r.repositories.vaultId }),
    items: r.many.protectedItems({ from: r.vaults.id, to: r.protectedItems.vaultId }),
  },
}));

/** All relations, in one place, so that no table module needs another one's rows. */
export const relations = { ...untilJobs, ...fromPolicies };
