import { pgEnum } from 'drizzle-orm/pg-core';
import { ROLES } from '../domain/actor.ts';
import { ALERT_CONDITIONS, ALERT_KINDS, ALERT_SEVERITIES, ALERT_STATES } from '../domain/alert.ts';
import { ATTEMPT_OUTCOMES, JOB_OPERATIONS, JOB_STATUSES } from '../domain/job.ts';
import { CHANNEL_STATES, OUTBOX_KINDS, OUTBOX_STATES } from '../domain/outbox.ts';
import { PROTECTION_STATES } from '../domain/protected-item.ts';
import { BACKUP_TYPES, CONSISTENCIES, PART_KINDS, POINT_STATES, TIERS } from '../domain/recovery-point.ts';
import { SOURCE_KINDS } from '../sources/index.ts';

/** The closed sets of the domain, so that the store refuses a word that is none of theirs. */
export const alertCondition = pgEnum('alert_condition', ALERT_CONDITIONS);
export const alertKind = pgEnum('alert_kind', ALERT_KINDS);
export const alertSeverity = pgEnum('alert_severity', ALERT_SEVERITIES);
export const alertState = pgEnum('alert_state', ALERT_STATES);
export const attemptOutcome = pgEnum('attempt_outcome', ATTEMPT_OUTCOMES);
export const backupType = pgEnum('backup_type', BACKUP_TYPES);
export const channelState = pgEnum('channel_state', CHANNEL_STATES);
export const consistency = pgEnum('consistency', CONSISTENCIES);
export const jobOperation = pgEnum('job_operation', JOB_OPERATIONS);
export const jobStatus = pgEnum('job_status', JOB_STATUSES);
export const outboxKind = pgEnum('outbox_kind', OUTBOX_KINDS);
export const outboxState = pgEnum('outbox_state', OUTBOX_STATES);
export const partKind = pgEnum('part_kind', PART_KINDS);
export const pointState = pgEnum('point_state', POINT_STATES);
export const protectionState = pgEnum('protection_state', PROTECTION_STATES);
export const role = pgEnum('role', ROLES);
export const sourceKind = pgEnum('source_kind', SOURCE_KINDS);
export const tier = pgEnum('tier', TIERS);
