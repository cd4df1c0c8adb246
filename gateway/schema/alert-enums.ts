import type { AlertCondition, AlertKind, AlertSeverity, AlertState } from '@holdfast/db/domain/alert';
import { builder } from '../builder.ts';
import type { Described } from './described.ts';

export const AlertKindEnum = builder.enumType('AlertKind', {
  values: {
    BACKUP_FAILED: { description: 'A backup failed.' },
    RESTORE_FAILED: { description: 'A restore failed.' },
    BACKUP_MISSED: { description: 'A scheduled backup did not run in time.' },
    WORKER_LOST: { description: 'A worker fell silent in the middle of a job.' },
    RETENTION_FAILED: { description: 'Retention could not be applied to what a vault holds.' },
    JOB_STALLED: { description: 'A job stands still, or takes far longer than such a job usually does.' },
    PROTECTION_FAILED: { description: 'A data source could not be protected by the assignment rule that matches it.' },
    VERIFY_FAILED: { description: 'What a vault holds could not be checked.' },
    PRUNE_FAILED: { description: 'A vault could not reclaim space.' },
    VAULT_DAMAGED: { description: 'Stored data is gone or wrong.' },
    POINTS_MISSING: { description: 'A vault no longer has what recovery points name.' },
    VAULT_FILLING: { description: 'The disk of a vault will be full soon.' },
    DRILL_FAILED: { description: 'A drill could not restore, or what it restored is not what it should be.' },
    NOT_PROVEN: { description: 'No drill has proven in time that an item can be restored.' },
    RPO_BREACHED: { description: 'The newest good recovery point of an item is older than its objective.' },
    RTO_BREACHED: { description: 'Restoring an item took longer than its objective.' },
    UNUSUAL_CHANGE: { description: 'A backup is unlike those before it.' },
  } satisfies Described<AlertKind>,
});

export const AlertSeverityEnum = builder.enumType('AlertSeverity', {
  values: {
    CRITICAL: { description: 'Data is in danger.' },
    ERROR: { description: 'Something that had to happen did not.' },
    WARNING: { description: 'Something may soon not happen.' },
    INFORMATIONAL: { description: 'Good to know.' },
  } satisfies Described<AlertSeverity>,
});

export const AlertConditionEnum = builder.enumType('AlertCondition', {
  description: 'Whether the trouble is still there.',
  values: {
    FIRED: { description: 'It is.' },
    RESOLVED: { description: 'It is over.' },
  } satisfies Described<AlertCondition>,
});

export const AlertStateEnum = builder.enumType('AlertState', {
  description: 'Where people stand with an alert.',
  values: {
    NEW: { description: 'Nobody has looked at it.' },
    ACKNOWLEDGED: { description: 'Someone looks after it.' },
    CLOSED: { description: 'Put away.' },
  } satisfies Described<AlertState>,
});
