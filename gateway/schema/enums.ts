import type { Role, TokenScope } from '@holdfast/db/domain/actor';
import type { ChannelState } from '@holdfast/db/domain/outbox';
import type { AlertCondition, AlertKind, AlertSeverity, AlertState } from '@holdfast/db/domain/alert';
import type { AttemptOutcome, JobStatus } from '@holdfast/db/domain/job';
import { JOB_OPERATIONS } from '@holdfast/db/domain/job';
import type { RetentionRule } from '@holdfast/db/domain/retention';
import type { AfterStop, ProtectionState } from '@holdfast/db/domain/protected-item';
import type {
  BackupType,
  Consistency,
  Deletion,
  DeletionByRetention,
  PartKind,
  PointState,
  Tier,
} from '@holdfast/db/domain/recovery-point';
import type { ConflictRule } from '@holdfast/db/domain/restore';
import type { RunOutcome } from '@holdfast/db/domain/scheduled-run';
import { WEEKDAYS, type Schedule, type ScheduleRule } from '@holdfast/db/domain/schedule';
import type { SourceKind } from '@holdfast/db/sources/index';
import { builder } from '../builder.ts';

type Described<T extends string> = Record<T, { description: string }>;

export const RoleEnum = builder.enumType('Role', {
  description: 'What someone may do. Each role may do all that the ones before it may.',
  values: {
    READER: { description: 'See everything but who may do what.' },
    OPERATOR: { description: 'Start, cancel and retry backups and restores; acknowledge and close alerts.' },
    CONTRIBUTOR: { description: 'Create and change policies, protect items.' },
    ADMIN: { description: 'Create vaults, principals and tokens. Never from Slack.' },
  } satisfies Described<Role>,
});

export const TokenScopeEnum = builder.enumType('TokenScope', {
  description: "What a token may be used for beyond its principal's own rights.",
  values: {
    ACT_FOR_SLACK: {
      value: 'act-for-slack' satisfies TokenScope,
      description:
        'May name a Slack user (headers X-Holdfast-Slack-Team and X-Holdfast-Slack-User) and then acts as the principal that user is linked to, with the weaker of both roles. Without naming one it can only read.',
    },
  },
});

export const WeekdayEnum = builder.enumType('Weekday', { values: WEEKDAYS });

export const ScheduleRuleKindEnum = builder.enumType('ScheduleRuleKind', {
  values: {
    INTERVAL: { description: 'Every so many minutes, all day or inside a window.' },
    DAILY: { description: 'Every day at certain times.' },
    WEEKLY: { description: 'On certain days at certain times.' },
  } satisfies Described<ScheduleRule['kind']>,
});

export const CatchUpEnum = builder.enumType('CatchUp', {
  description: 'What is done about runs that were missed, as after an outage.',
  values: {
    RUN_ONCE: { description: 'One backup is made for all of them.' },
    SKIP: { description: 'None for runs that are later than the grace: the next run is the next one of the schedule.' },
  } satisfies Described<Schedule['catchUp']>,
});

export const RunOutcomeEnum = builder.enumType('RunOutcome', {
  description: 'What became of runs that were due.',
  values: {
    QUEUED: { description: 'A backup was queued.' },
    JOINED: { description: 'A backup of the item was waiting already, and serves this run as well.' },
    OVERLAPPED: { description: 'The backup before was still running: this one was left out.' },
    MISSED: { description: 'Nothing was there to queue it in time.' },
    SUPERSEDED: { description: 'Its rule was taken out of the policy before it was queued.' },
    STOPPED: { description: "The item's protection was stopped." },
    UNUSABLE: { description: 'The schedule cannot be worked with, as when its time zone is not known here.' },
  } satisfies Described<RunOutcome>,
});

export const SourceKindEnum = builder.enumType('SourceKind', {
  description: 'What kind of data is protected.',
  values: {
    FILES: { description: 'A folder or file and everything below it.' },
    POSTGRESQL: { description: 'One database of a PostgreSQL server, or all of them.' },
  } satisfies Described<SourceKind>,
});

export const ProtectionStateEnum = builder.enumType('ProtectionState', {
  values: {
    PROTECTED: { description: 'Backups are made.' },
    STOPPED: { description: 'No new backups are made; what there is stays restorable.' },
  } satisfies Described<ProtectionState>,
});

export const TierEnum = builder.enumType('Tier', {
  description: 'Where a recovery point is kept.',
  values: {
    SNAPSHOT: { description: 'Beside the data, for days: the fastest to restore from.' },
    VAULT: { description: 'In the vault: apart from the data and encrypted.' },
    SECONDARY: { description: "A copy in another region's vault." },
  } satisfies Described<Tier>,
});

export const ConsistencyEnum = builder.enumType('Consistency', {
  description: 'How sound the state is that was read.',
  values: {
    APPLICATION: { description: 'The application had written everything down.' },
    FILE_SYSTEM: { description: 'The file system was at rest.' },
    CRASH: { description: 'As after a power cut: one moment, whatever was being written.' },
    NONE: { description: 'Read while in use: files may be of different moments.' },
  } satisfies Described<Consistency>,
});

export const BackupTypeEnum = builder.enumType('BackupType', {
  values: {
    FULL: { description: 'Everything.' },
    INCREMENTAL: { description: 'What changed since the last point.' },
    DIFFERENTIAL: { description: 'What changed since the last full point.' },
    LOG: { description: "The database's log." },
  } satisfies Described<BackupType>,
});

export const WeekOfMonthEnum = builder.enumType('WeekOfMonth', {
  description: 'Which of the days of a month that are the same weekday.',
  values: ['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST'] as const,
});

export const RetentionReasonRuleEnum = builder.enumType('RetentionReasonRule', {
  description: 'What keeps a recovery point.',
  values: {
    ALL: { description: "The policy's rule for every point." },
    DAILY: { description: 'It is the point of its day.' },
    WEEKLY: { description: 'It is the point of its week.' },
    MONTHLY: { description: 'It is the point of its month.' },
    YEARLY: { description: 'It is the point of its year, or of a month of it.' },
    OWN: { description: 'A time that it was given itself.' },
    NEWEST_GOOD: { description: 'It is the newest good point of its item, which never goes.' },
    NEWEST_UNSUSPECTED: {
      description: 'It is the newest good point of its item that nothing is held against, which never goes.',
    },
    NO_NEWER_GOOD: { description: 'It is not good, but nothing newer is that could be had in its place.' },
    NEEDED_BY: { description: 'Another point that stays cannot be restored without it.' },
    HELD: { description: 'Someone holds it.' },
    IMMUTABLE: { description: 'Nothing can remove it yet.' },
    FUTURE: { description: 'It was taken later than now: a clock has jumped.' },
  },
});

export const RetentionRuleNameEnum = builder.enumType('RetentionRuleName', {
  values: {
    ALL: { value: 'all' },
    DAILY: { value: 'daily' },
    WEEKLY: { value: 'weekly' },
    MONTHLY: { value: 'monthly' },
    YEARLY: { value: 'yearly' },
  } as const satisfies Record<Uppercase<RetentionRule>, { value: RetentionRule }>,
});

export const AfterStopEnum = builder.enumType('AfterStop', {
  values: {
    RETAIN_FOREVER: { description: 'Retention is not applied: nothing goes.' },
    RETAIN_BY_POLICY: { description: 'Retention counts on, as its policy says; the newest point stays.' },
  } satisfies Described<AfterStop>,
});

export const DataAfterStopEnum = builder.enumType('DataAfterStop', {
  values: {
    RETAIN_FOREVER: { description: 'Nothing goes; what retention had deleted softly comes back.' },
    RETAIN_BY_POLICY: { description: 'Retention counts on, as its policy says; the newest point stays.' },
    DELETE: { description: 'All recovery points are deleted softly, but those that someone holds.' },
  } satisfies Described<AfterStop | 'DELETE'>,
});

export const DeletedByEnum = builder.enumType('DeletedBy', {
  values: {
    RETENTION: { description: 'The retention of its policy.' },
    PERSON: { description: 'Someone entitled.' },
  } satisfies Described<Deletion['by']>,
});

export const DeletionWhyEnum = builder.enumType('DeletionWhy', {
  values: {
    EXPIRED: { description: 'The time for which it was kept is over.' },
    SURPLUS: { description: 'There are as many newer ones as are kept.' },
    NOT_GOOD: { description: 'It is not good, and a newer good point is there.' },
    NO_RULE: { description: 'No rule chose it.' },
  } satisfies Described<DeletionByRetention['why']>,
});

export const PointStateEnum = builder.enumType('RecoveryPointState', {
  values: {
    AVAILABLE: { description: 'Can be restored from.' },
    SOFT_DELETED: { description: 'Deleted, and can still be brought back.' },
    REMOVING: { description: 'Being removed from the vault.' },
    REMOVED: { description: 'Gone: only the record is left.' },
  } satisfies Described<PointState>,
});

export const PartKindEnum = builder.enumType('PartKind', {
  values: {
    TREE: { description: 'Files.' },
    DUMP: { description: 'A database.' },
    ROLES: { description: "A database server's roles." },
    SETTINGS: { description: "A database server's settings." },
  } satisfies Described<PartKind>,
});

export const ConflictRuleEnum = builder.enumType('ConflictRule', {
  description: 'What a restore does with what already stands where it lands.',
  values: {
    FAIL_IF_EXISTS: { description: 'Nothing is touched: the restore fails when anything is there.' },
    KEEP_BOTH: { description: 'What is there stays; what is restored gets another name beside it.' },
    REPLACE: { description: 'What is restored takes the place of what is there, which is kept aside for some days.' },
  } satisfies Described<ConflictRule>,
});

export const JobStatusEnum = builder.enumType('JobStatus', {
  values: {
    QUEUED: { description: 'Waits for a worker, or for its next attempt.' },
    WAITING_APPROVAL: { description: 'Waits for a second person.' },
    IN_PROGRESS: { description: 'A worker is at it.' },
    COMPLETED: { description: 'Done.' },
    COMPLETED_WITH_WARNINGS: { description: 'Done, but for what its warnings name.' },
    FAILED: { description: 'Not done; its error says why.' },
    CANCELLING: { description: 'Asked to stop; what it began is being taken back.' },
    CANCELLED: { description: 'Stopped; nothing was left behind.' },
  } satisfies Described<JobStatus>,
});

export const JobOperationEnum = builder.enumType('JobOperation', {
  description: 'What a job does.',
  values: JOB_OPERATIONS,
});

export const AttemptOutcomeEnum = builder.enumType('AttemptOutcome', {
  values: {
    COMPLETED: { description: 'It did the job.' },
    FAILED: { description: 'It failed, and the job with it.' },
    CANCELLED: { description: 'It was stopped on request.' },
    LOST: { description: 'Its worker died or was cut off.' },
    RETRIED: { description: 'It failed and another attempt followed.' },
  } satisfies Described<AttemptOutcome>,
});

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

export const ChannelStateEnum = builder.enumType('ChannelState', {
  description: 'Whether a channel takes messages.',
  values: {
    OK: { description: 'It does, as far as is known.' },
    NOT_IN_CHANNEL: { description: 'The bot is not in it: invite it.' },
    GONE: { description: 'It is archived or was deleted.' },
  } satisfies Described<ChannelState>,
});
