export { apiTokens, principals, slackIdentities } from './access.ts';
export { alerts } from './alerts.ts';
export { assignmentRules } from './assignment-rules.ts';
export { auditLog } from './audit-log.ts';
export { channels, subscriptions } from './channels.ts';
export {
  afterStop,
  alertCondition,
  alertKind,
  alertSeverity,
  alertState,
  attemptOutcome,
  backupType,
  channelState,
  consistency,
  drillChoice,
  drillOutcome,
  jobOperation,
  jobStatus,
  leasePurpose,
  objective,
  outboxKind,
  outboxState,
  partKind,
  pointState,
  protectionState,
  role,
  runOutcome,
  sourceKind,
  tier,
} from './enums.ts';
export { dataSources } from './data-sources.ts';
export { drills } from './drills.ts';
export { idempotencyKeys } from './idempotency-keys.ts';
export { jobAttempts, jobEvents, jobs, jobTasks } from './jobs.ts';
export { objectiveBreaches } from './objective-breaches.ts';
export { outbox } from './outbox.ts';
export { policies } from './policies.ts';
export { protectedItems } from './protected-items.ts';
export { recoveryPointHolds, recoveryPointParts, recoveryPoints, recoveryPointTiers } from './recovery-points.ts';
export { relations } from './relations.ts';
export { replacedData } from './replaced-data.ts';
export { repositoryChecks, repositoryLeases, repositorySizes } from './repository-care.ts';
export { itemSchedules, scheduledRuns } from './schedules.ts';
export { sites, workers } from './sites.ts';
export { storeSeal } from './store-seal.ts';
export { repositories, vaults } from './vaults.ts';
