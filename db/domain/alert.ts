import { fingerprint } from './fingerprint.ts';
import type { JobOperation } from './job.ts';

export const ALERT_SEVERITIES = ['CRITICAL', 'ERROR', 'WARNING', 'INFORMATIONAL'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** Whether the trouble is still there. */
export const ALERT_CONDITIONS = ['FIRED', 'RESOLVED'] as const;
export type AlertCondition = (typeof ALERT_CONDITIONS)[number];

/** Where people stand with it. */
export const ALERT_STATES = ['NEW', 'ACKNOWLEDGED', 'CLOSED'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export const ALERT_KINDS = [
  'BACKUP_FAILED',
  'RESTORE_FAILED',
  'WORKER_LOST',
  'BACKUP_MISSED',
  'RETENTION_FAILED',
  'JOB_STALLED',
  'PROTECTION_FAILED',
  'VERIFY_FAILED',
  'PRUNE_FAILED',
  'VAULT_DAMAGED',
  'POINTS_MISSING',
  'VAULT_FILLING',
  'DRILL_FAILED',
  'NOT_PROVEN',
  'RPO_BREACHED',
  'RTO_BREACHED',
  'UNUSUAL_CHANGE',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

const FAILURES: Partial<Record<JobOperation, AlertKind>> = {
  RESTORE: 'RESTORE_FAILED',
  RETENTION: 'RETENTION_FAILED',
  VERIFY: 'VERIFY_FAILED',
  PRUNE: 'PRUNE_FAILED',
  DRILL: 'DRILL_FAILED',
};

/** What a failed job of an operation raises. */
export function failureKind(operation: JobOperation): AlertKind {
  return FAILURES[operation] ?? 'BACKUP_FAILED';
}

/** The same trouble at the same thing is one alert with a count, not many alerts. */
export function alertFingerprint(trouble: { kind: AlertKind; subjectId: string; code: string }): string {
  return fingerprint([trouble.kind, trouble.subjectId, trouble.code]);
}
