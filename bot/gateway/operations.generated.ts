/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AcknowledgeAlertInput = {
  readonly alertId: string | number;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
};

export type AlertKind =
  /** A backup failed. */
  | 'BACKUP_FAILED'
  /** A scheduled backup did not run in time. */
  | 'BACKUP_MISSED'
  /** A drill could not restore, or what it restored is not what it should be. */
  | 'DRILL_FAILED'
  /** A job stands still, or takes far longer than such a job usually does. */
  | 'JOB_STALLED'
  /** No drill has proven in time that an item can be restored. */
  | 'NOT_PROVEN'
  /** A vault no longer has what recovery points name. */
  | 'POINTS_MISSING'
  /** A data source could not be protected by the assignment rule that matches it. */
  | 'PROTECTION_FAILED'
  /** A vault could not reclaim space. */
  | 'PRUNE_FAILED'
  /** A restore failed. */
  | 'RESTORE_FAILED'
  /** Retention could not be applied to what a vault holds. */
  | 'RETENTION_FAILED'
  /** The newest good recovery point of an item is older than its objective. */
  | 'RPO_BREACHED'
  /** Restoring an item took longer than its objective. */
  | 'RTO_BREACHED'
  /** A backup is unlike those before it. */
  | 'UNUSUAL_CHANGE'
  /** Stored data is gone or wrong. */
  | 'VAULT_DAMAGED'
  /** The disk of a vault will be full soon. */
  | 'VAULT_FILLING'
  /** What a vault holds could not be checked. */
  | 'VERIFY_FAILED'
  /** A worker fell silent in the middle of a job. */
  | 'WORKER_LOST';

export type AlertSeverity =
  /** Data is in danger. */
  | 'CRITICAL'
  /** Something that had to happen did not. */
  | 'ERROR'
  /** Good to know. */
  | 'INFORMATIONAL'
  /** Something may soon not happen. */
  | 'WARNING';

/** Where people stand with an alert. */
export type AlertState =
  /** Someone looks after it. */
  | 'ACKNOWLEDGED'
  /** Put away. */
  | 'CLOSED'
  /** Nobody has looked at it. */
  | 'NEW';

export type BackupNowInput = {
  /** Where it was asked for: the job's message goes there too. Only for requests made for a Slack user of that workspace. */
  readonly announce?: SlackPlaceInput | null | undefined;
  /** One that the kind has. Default: FULL. */
  readonly backupType?: BackupType | null | undefined;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly itemId: string | number;
  /** How long its point stays at least, whatever the policy says. Default: as the policy says. */
  readonly keep?: KeepForInput | null | undefined;
  /** The same: as long as this rule of the item's policy keeps a point. Not together with keep. */
  readonly keepAs?: RetentionRuleName | null | undefined;
};

export type BackupType =
  /** What changed since the last full point. */
  | 'DIFFERENTIAL'
  /** Everything. */
  | 'FULL'
  /** What changed since the last point. */
  | 'INCREMENTAL'
  /** The database's log. */
  | 'LOG';

export type CancelJobInput = {
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly jobId: string | number;
};

/** What a restore does with what already stands where it lands. */
export type ConflictRule =
  /** Nothing is touched: the restore fails when anything is there. */
  | 'FAIL_IF_EXISTS'
  /** What is there stays; what is restored gets another name beside it. */
  | 'KEEP_BOTH'
  /** What is restored takes the place of what is there, which is kept aside for some days. */
  | 'REPLACE';

/** How sound the state is that was read. */
export type Consistency =
  /** The application had written everything down. */
  | 'APPLICATION'
  /** As after a power cut: one moment, whatever was being written. */
  | 'CRASH'
  /** The file system was at rest. */
  | 'FILE_SYSTEM'
  /** Read while in use: files may be of different moments. */
  | 'NONE';

/** How sure it is that a recovery point lost data. */
export type DamageCertainty =
  /** What it needs is gone or wrong. */
  | 'DAMAGED'
  /** The vault no longer has its snapshot. */
  | 'MISSING'
  /** Something of its repository is, and what that touches could not be determined. */
  | 'SUSPECT';

export type DataAfterStop =
  /** All recovery points are deleted softly, but those that someone holds. */
  | 'DELETE'
  /** Retention counts on, as its policy says; the newest point stays. */
  | 'RETAIN_BY_POLICY'
  /** Nothing goes; what retention had deleted softly comes back. */
  | 'RETAIN_FOREVER';

export type DismissSuspicionInput = {
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly recoveryPointId: string | number;
};

/** Which of an item's good recovery points a drill restores. */
export type DrillChoice =
  /** The newest. */
  | 'NEWEST'
  /** The oldest that is kept. */
  | 'OLDEST'
  /** Any. */
  | 'RANDOM';

/** Who has to act on an error. */
export type Fault =
  /** Whoever runs Holdfast. */
  | 'SERVICE'
  /** The person who asked. */
  | 'USER';

/** How an item is, in one word. Degraded is for its users to put right, unhealthy for whoever runs Holdfast. Persistent is what has repeated or lasts for a day. */
export type HealthStatus =
  /** Nothing is wrong. */
  | 'HEALTHY'
  /** Its protection is stopped. */
  | 'NOT_PROTECTED'
  /** It waits for its first backup. */
  | 'PENDING'
  /** The users' to put right; it lasts. */
  | 'PERSISTENT_DEGRADED'
  /** The service's to put right; it lasts. */
  | 'PERSISTENT_UNHEALTHY'
  /** The users' to put right; it may pass. */
  | 'TRANSIENT_DEGRADED'
  /** The service's to put right; it may pass. */
  | 'TRANSIENT_UNHEALTHY';

/** What can be picked out of a recovery point. */
export type ItemLevelRestore =
  /** Nothing: only all of it. */
  | 'NONE'
  /** Files and folders. */
  | 'PATHS'
  /** Databases, and tables of one of them. */
  | 'TABLES';

export type JobFilter = {
  readonly itemId?: string | number | null | undefined;
  readonly operation?: ReadonlyArray<JobOperation> | null | undefined;
  readonly status?: ReadonlyArray<JobStatus> | null | undefined;
  /** Work on the vault itself, not on the items in it. */
  readonly vaultId?: string | number | null | undefined;
};

/** What a job does. */
export type JobOperation =
  | 'BACKUP'
  | 'CONFIGURE_BACKUP'
  | 'CROSS_REGION_RESTORE'
  | 'DELETE_BACKUP_DATA'
  | 'DISABLE_BACKUP'
  | 'DRILL'
  | 'PRUNE'
  | 'REPLICATE'
  | 'RESTORE'
  | 'RETENTION'
  | 'UNDELETE'
  | 'VERIFY';

export type JobStatus =
  /** Stopped; nothing was left behind. */
  | 'CANCELLED'
  /** Asked to stop; what it began is being taken back. */
  | 'CANCELLING'
  /** Done. */
  | 'COMPLETED'
  /** Done, but for what its warnings name. */
  | 'COMPLETED_WITH_WARNINGS'
  /** Not done; its error says why. */
  | 'FAILED'
  /** A worker is at it. */
  | 'IN_PROGRESS'
  /** Waits for a worker, or for its next attempt. */
  | 'QUEUED'
  /** Waits for a second person. */
  | 'WAITING_APPROVAL';

/** Give exactly one. In the calendar of the policy's time zone. */
export type KeepForInput = {
  /** 1 to 9999 */
  readonly days?: number | null | undefined;
  /** 1 to 1188 */
  readonly months?: number | null | undefined;
  /** 1 to 5163 */
  readonly weeks?: number | null | undefined;
  /** 1 to 99 */
  readonly years?: number | null | undefined;
};

/** How an item stands with an objective. */
export type ObjectiveState =
  /** It is met now; nothing planned ends in time, or the time is nearly over. */
  | 'AT_RISK'
  /** It is not met. */
  | 'BREACHED'
  /** It is met, and what is planned keeps it. */
  | 'MET'
  /** It has none, or its protection is stopped. */
  | 'NONE'
  /** No drill and no full restore has shown yet how long it takes. */
  | 'NOT_MEASURED';

/** Where something can be restored to, besides where it was. */
export type OtherTarget =
  /** Another database of the same server: target.database. */
  | 'DATABASE'
  /** As files, in a folder on the site's machine: target.path. Not for tables. */
  | 'FILES'
  /** Another path on the site's machine: target.path. */
  | 'PATH';

/** Whether an item is proven restorable. */
export type ProofState =
  /** A drill has failed at a point that is still taken for good, and none has passed since at that point or a newer one. Before all other states: what an earlier drill proved is in question. */
  | 'FAILED'
  /** No drill has passed yet. */
  | 'NEVER'
  /** Its policy asks for no drills, or its protection is stopped. */
  | 'NOT_ASKED'
  /** A drill has passed, too long ago. */
  | 'OVERDUE'
  /** A drill has passed, lately enough. */
  | 'PROVEN';

export type ProtectionState =
  /** Backups are made. */
  | 'PROTECTED'
  /** No new backups are made; what there is stays restorable. */
  | 'STOPPED';

export type RecoveryPointFilter = {
  /** True: only those with which something is wrong. False: only good ones. */
  readonly isDamaged?: boolean | null | undefined;
  readonly itemId?: string | number | null | undefined;
  /** Default: AVAILABLE alone. */
  readonly state?: ReadonlyArray<RecoveryPointState> | null | undefined;
  /** Taken at this instant or later. */
  readonly takenAfter?: string | null | undefined;
  /** Taken before this instant. */
  readonly takenBefore?: string | null | undefined;
};

export type RecoveryPointState =
  /** Can be restored from. */
  | 'AVAILABLE'
  /** Gone: only the record is left. */
  | 'REMOVED'
  /** Being removed from the vault. */
  | 'REMOVING'
  /** Deleted, and can still be brought back. */
  | 'SOFT_DELETED';

export type RequestRestoreInput = {
  /** Where it was asked for: the job's message goes there too. Only for requests made for a Slack user of that workspace. */
  readonly announce?: SlackPlaceInput | null | undefined;
  /** Of databases: one of the point. Absent: every one, or the only one. */
  readonly database?: string | null | undefined;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  /** Of files: paths inside the item, without a slash in front. Absent: the whole point. */
  readonly paths?: ReadonlyArray<string> | null | undefined;
  readonly recoveryPointId: string | number;
  /** Tables of that one database, as SQL writes them: orders, sales.orders, "Sales"."Orders 2026". Absent: all of it. */
  readonly tables?: ReadonlyArray<string> | null | undefined;
  readonly target?: RestoreTargetInput | null | undefined;
};

export type RestoreEstimateBasis =
  /** Past restores of this item. */
  | 'ITEM'
  /** Past restores of other items of its kind. */
  | 'KIND';

/** As what a restore lands. */
export type RestoreLanding =
  /** In a database server. */
  | 'DATABASE'
  /** As files, on the disk of the site's machine. */
  | 'PATH';

export type RestorePreviewInput = {
  /** Of databases: one of the point. Absent: every one, or the only one. */
  readonly database?: string | null | undefined;
  /** Of files: paths inside the item, without a slash in front. Absent: the whole point. */
  readonly paths?: ReadonlyArray<string> | null | undefined;
  readonly recoveryPointId: string | number;
  /** Tables of that one database, as SQL writes them: orders, sales.orders, "Sales"."Orders 2026". Absent: all of it. */
  readonly tables?: ReadonlyArray<string> | null | undefined;
  readonly target?: RestoreTargetInput | null | undefined;
};

/** Where a restore lands: a path, a database, or with none of both where the item is. */
export type RestoreTargetInput = {
  /** Default: FAIL_IF_EXISTS. */
  readonly conflict?: ConflictRule | null | undefined;
  /** What the restored database is called, or into which one the tables go: on the same server. Absent: as it was. */
  readonly database?: string | null | undefined;
  /** An absolute path on the site's machine. Of files: where the item's root lands. Of databases: the folder into which they are written as files. */
  readonly path?: string | null | undefined;
};

export type ResumeProtectionInput = {
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly itemId: string | number;
};

export type RetentionRuleName = 'ALL' | 'DAILY' | 'MONTHLY' | 'WEEKLY' | 'YEARLY';

export type RetryJobInput = {
  /** Where it was asked for: the job's message goes there too. Only for requests made for a Slack user of that workspace. */
  readonly announce?: SlackPlaceInput | null | undefined;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly jobId: string | number;
};

export type RunDrillInput = {
  /** Where it was asked for: the job's message goes there too. Only for requests made for a Slack user of that workspace. */
  readonly announce?: SlackPlaceInput | null | undefined;
  /** Default: NEWEST. */
  readonly choice?: DrillChoice | null | undefined;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly itemId: string | number;
};

export type SlackPlaceInput = {
  /** Slack's id of the channel: C… */
  readonly channelId: string;
  /** Slack's id of the workspace: T… */
  readonly teamId: string;
};

/** What kind of data is protected. */
export type SourceKind =
  /** A folder or file and everything below it. */
  | 'FILES'
  /** One database of a PostgreSQL server, or all of them. */
  | 'POSTGRESQL';

export type StopProtectionInput = {
  /** What becomes of its recovery points. Default: RETAIN_FOREVER. */
  readonly data?: DataAfterStop | null | undefined;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly itemId: string | number;
  /** Why, for whoever reads the audit log: up to 500 characters. */
  readonly reason: string;
};

/** What keeps a queued job from being begun. */
export type WaitReason =
  /** Its site already runs as many drills as it may. */
  | 'DRILLS'
  /** The host whose data it is about has as many running jobs as it may. */
  | 'HOST'
  /** Its vault is cleaned up or repaired; for minutes at most. */
  | 'MAINTENANCE'
  /** Its site is paused. */
  | 'PAUSE'
  /** Its site has as many running jobs as it may. */
  | 'SITE'
  /** Its vault has as many running jobs as it may. */
  | 'VAULT';

export type AcknowledgeAlertMutationVariables = Exact<{
  input: AcknowledgeAlertInput;
}>;

export type AcknowledgeAlertMutation = {
  readonly acknowledgeAlert:
    | {
        readonly __typename: 'AcknowledgeAlertPayload';
        readonly alert: { readonly id: string; readonly state: AlertState };
      }
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      };
};

export type BackupNowMutationVariables = Exact<{
  input: BackupNowInput;
}>;

export type BackupNowMutation = {
  readonly backupNow:
    | {
        readonly __typename: 'BackupNowPayload';
        readonly job: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        };
      }
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
        readonly blockingJob: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        } | null;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      };
};

export type CancelJobMutationVariables = Exact<{
  input: CancelJobInput;
}>;

export type CancelJobMutation = {
  readonly cancelJob:
    | {
        readonly __typename: 'CancelJobPayload';
        readonly job: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        };
      }
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      };
};

export type DismissSuspicionMutationVariables = Exact<{
  input: DismissSuspicionInput;
}>;

export type DismissSuspicionMutation = {
  readonly dismissSuspicion:
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | { readonly __typename: 'DismissSuspicionPayload'; readonly recoveryPoint: { readonly id: string } }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      };
};

type ErrorParts_Conflict_Fragment = {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
};

type ErrorParts_Failure_Fragment = {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
};

type ErrorParts_IdempotencyMismatch_Fragment = {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
};

type ErrorParts_InvalidInput_Fragment = {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
};

type ErrorParts_NotAuthorized_Fragment = {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
};

type ErrorParts_NotFound_Fragment = {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
};

export type ErrorPartsFragment =
  | ErrorParts_Conflict_Fragment
  | ErrorParts_Failure_Fragment
  | ErrorParts_IdempotencyMismatch_Fragment
  | ErrorParts_InvalidInput_Fragment
  | ErrorParts_NotAuthorized_Fragment
  | ErrorParts_NotFound_Fragment;

export type EstateQueryVariables = Exact<{ [key: string]: never }>;

export type EstateQuery = {
  readonly vaults: {
    readonly nodes: ReadonlyArray<{
      readonly name: string;
      readonly space: {
        readonly filling: AlertSeverity | null;
        readonly freeBytes: number | null;
        readonly daysUntilFull: number | null;
      } | null;
    }>;
  };
  readonly estate: {
    readonly items: {
      readonly total: number;
      readonly protected: number;
      readonly stopped: number;
      readonly withoutRecoveryPoint: number;
      readonly provenLast30Days: number;
      readonly newestRecoveryPointAt: string | null;
    };
    readonly objectives: {
      readonly rpo: { readonly items: number; readonly atRisk: number; readonly breached: number };
      readonly rto: { readonly items: number; readonly breached: number };
    };
    readonly health: ReadonlyArray<{ readonly status: HealthStatus; readonly count: number }>;
    readonly storage: { readonly recoveryPoints: number; readonly sourceBytes: number; readonly storedBytes: number };
    readonly alerts: ReadonlyArray<{ readonly severity: AlertSeverity; readonly count: number }>;
  };
  readonly all: { readonly nodes: ReadonlyArray<{ readonly name: string }> };
  readonly unhealthy: {
    readonly nodes: ReadonlyArray<{
      readonly name: string;
      readonly health: { readonly status: HealthStatus; readonly reasons: ReadonlyArray<{ readonly text: string }> };
    }>;
  };
  readonly degraded: {
    readonly nodes: ReadonlyArray<{
      readonly name: string;
      readonly health: { readonly status: HealthStatus; readonly reasons: ReadonlyArray<{ readonly text: string }> };
    }>;
  };
  readonly critical: {
    readonly nodes: ReadonlyArray<{
      readonly kind: AlertKind;
      readonly severity: AlertSeverity;
      readonly firedAt: string;
      readonly error: { readonly code: string };
      readonly item: { readonly name: string } | null;
      readonly vault: { readonly name: string } | null;
    }>;
  };
  readonly errors: {
    readonly nodes: ReadonlyArray<{
      readonly kind: AlertKind;
      readonly severity: AlertSeverity;
      readonly firedAt: string;
      readonly error: { readonly code: string };
      readonly item: { readonly name: string } | null;
      readonly vault: { readonly name: string } | null;
    }>;
  };
  readonly lesser: {
    readonly nodes: ReadonlyArray<{
      readonly kind: AlertKind;
      readonly severity: AlertSeverity;
      readonly firedAt: string;
      readonly error: { readonly code: string };
      readonly item: { readonly name: string } | null;
      readonly vault: { readonly name: string } | null;
    }>;
  };
  readonly jobs: {
    readonly totalCount: number;
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly operation: JobOperation;
      readonly status: JobStatus;
      readonly version: number;
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly nextAttemptAt: string | null;
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly endedAt: string | null;
      readonly warningCount: number;
      readonly item: { readonly name: string; readonly kind: SourceKind; readonly rtoSeconds: number | null } | null;
      readonly vault: { readonly name: string } | null;
      readonly plan: {
        readonly paths: ReadonlyArray<string> | null;
        readonly pathCount: number | null;
        readonly database: string | null;
        readonly tables: ReadonlyArray<string> | null;
        readonly tableCount: number | null;
        readonly databases: ReadonlyArray<string> | null;
        readonly databaseCount: number | null;
        readonly takenAt: string | null;
        readonly place: string;
      } | null;
      readonly requestedBy: {
        readonly name: string | null;
        readonly principalId: string | null;
        readonly slackUserId: string | null;
      };
      readonly waitsFor: {
        readonly reason: WaitReason;
        readonly name: string;
        readonly limit: number | null;
        readonly until: string | null;
      } | null;
      readonly progress: {
        readonly task: string;
        readonly percent: number;
        readonly bytesDone: number | null;
        readonly bytesTotal: number | null;
        readonly filesDone: number | null;
        readonly filesTotal: number | null;
        readonly bytesPerSecond: number | null;
        readonly secondsRemaining: number | null;
      } | null;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      } | null;
      readonly warnings: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly subject: string | null;
      }>;
      readonly backedUp: {
        readonly sizeBytes: number;
        readonly storedBytes: number;
        readonly files: number | null;
        readonly tables: number | null;
      } | null;
      readonly restored: {
        readonly place: string;
        readonly files: number | null;
        readonly tables: number | null;
        readonly bytes: number;
        readonly durationMs: number;
        readonly replacedKeptAt: string | null;
        readonly replacedKeptUntil: string | null;
      } | null;
      readonly drilled: {
        readonly takenAt: string;
        readonly achievedRtoMs: number;
        readonly probeMs: number;
        readonly rtoObjectiveSeconds: number | null;
        readonly probes: number;
        readonly files: number | null;
        readonly tables: number | null;
        readonly bytes: number | null;
      } | null;
      readonly retention: {
        readonly expired: number;
        readonly returned: number;
        readonly removed: number;
        readonly removedBytes: number;
      } | null;
      readonly pruned: { readonly freedBytes: number; readonly afterBytes: number; readonly blockedMs: number } | null;
      readonly checked: {
        readonly shares: number;
        readonly sharesOf: number | null;
        readonly damaged: number;
        readonly healed: number;
        readonly missing: number;
        readonly adopted: number;
        readonly stillDamaged: number;
        readonly stillMissing: number;
      } | null;
    }>;
  };
};

export type TroubledItemFragment = {
  readonly name: string;
  readonly health: { readonly status: HealthStatus; readonly reasons: ReadonlyArray<{ readonly text: string }> };
};

export type OpenAlertFragment = {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly firedAt: string;
  readonly error: { readonly code: string };
  readonly item: { readonly name: string } | null;
  readonly vault: { readonly name: string } | null;
};

export type FindItemsQueryVariables = Exact<{
  name?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;

export type FindItemsQuery = {
  readonly protectedItems: {
    readonly totalCount: number;
    readonly nodes: ReadonlyArray<{ readonly id: string; readonly name: string; readonly state: ProtectionState }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type FindJobQueryVariables = Exact<{
  id: string | number;
}>;

export type FindJobQuery = {
  readonly job: {
    readonly id: string;
    readonly operation: JobOperation;
    readonly status: JobStatus;
    readonly version: number;
    readonly attempt: number;
    readonly maxAttempts: number;
    readonly nextAttemptAt: string | null;
    readonly createdAt: string;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly warningCount: number;
    readonly item: { readonly name: string; readonly kind: SourceKind; readonly rtoSeconds: number | null } | null;
    readonly vault: { readonly name: string } | null;
    readonly plan: {
      readonly paths: ReadonlyArray<string> | null;
      readonly pathCount: number | null;
      readonly database: string | null;
      readonly tables: ReadonlyArray<string> | null;
      readonly tableCount: number | null;
      readonly databases: ReadonlyArray<string> | null;
      readonly databaseCount: number | null;
      readonly takenAt: string | null;
      readonly place: string;
    } | null;
    readonly requestedBy: {
      readonly name: string | null;
      readonly principalId: string | null;
      readonly slackUserId: string | null;
    };
    readonly waitsFor: {
      readonly reason: WaitReason;
      readonly name: string;
      readonly limit: number | null;
      readonly until: string | null;
    } | null;
    readonly progress: {
      readonly task: string;
      readonly percent: number;
      readonly bytesDone: number | null;
      readonly bytesTotal: number | null;
      readonly filesDone: number | null;
      readonly filesTotal: number | null;
      readonly bytesPerSecond: number | null;
      readonly secondsRemaining: number | null;
    } | null;
    readonly error: {
      readonly code: string;
      readonly message: string;
      readonly cause: string;
      readonly remedy: string;
      readonly retryable: boolean;
      readonly fault: Fault;
    } | null;
    readonly warnings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly subject: string | null;
    }>;
    readonly backedUp: {
      readonly sizeBytes: number;
      readonly storedBytes: number;
      readonly files: number | null;
      readonly tables: number | null;
    } | null;
    readonly restored: {
      readonly place: string;
      readonly files: number | null;
      readonly tables: number | null;
      readonly bytes: number;
      readonly durationMs: number;
      readonly replacedKeptAt: string | null;
      readonly replacedKeptUntil: string | null;
    } | null;
    readonly drilled: {
      readonly takenAt: string;
      readonly achievedRtoMs: number;
      readonly probeMs: number;
      readonly rtoObjectiveSeconds: number | null;
      readonly probes: number;
      readonly files: number | null;
      readonly tables: number | null;
      readonly bytes: number | null;
    } | null;
    readonly retention: {
      readonly expired: number;
      readonly returned: number;
      readonly removed: number;
      readonly removedBytes: number;
    } | null;
    readonly pruned: { readonly freedBytes: number; readonly afterBytes: number; readonly blockedMs: number } | null;
    readonly checked: {
      readonly shares: number;
      readonly sharesOf: number | null;
      readonly damaged: number;
      readonly healed: number;
      readonly missing: number;
      readonly adopted: number;
      readonly stillDamaged: number;
      readonly stillMissing: number;
    } | null;
  } | null;
};

export type ItemStatusQueryVariables = Exact<{
  id: string | number;
}>;

export type ItemStatusQuery = {
  readonly good: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly takenAt: string;
      readonly sizeBytes: number;
      readonly files: number | null;
      readonly consistency: Consistency;
      readonly warningCount: number;
      readonly item: { readonly kind: SourceKind };
      readonly damage: { readonly certainty: DamageCertainty } | null;
      readonly suspicion: { readonly dismissedAt: string | null } | null;
    }>;
  };
  readonly protectedItem: {
    readonly id: string;
    readonly name: string;
    readonly state: ProtectionState;
    readonly nextRunAt: string | null;
    readonly objectives: {
      readonly rpo: { readonly state: ObjectiveState; readonly text: string };
      readonly rto: { readonly state: ObjectiveState; readonly text: string };
    };
    readonly health: { readonly status: HealthStatus; readonly reasons: ReadonlyArray<{ readonly text: string }> };
    readonly proof: {
      readonly state: ProofState;
      readonly lastProvenAt: string | null;
      readonly failedAt: string | null;
      readonly dueBy: string | null;
      readonly isLate: boolean;
    };
    readonly vault: { readonly name: string };
    readonly policy: { readonly name: string };
    readonly suspectPoint: {
      readonly takenAt: string;
      readonly suspicion: {
        readonly reasons: ReadonlyArray<{ readonly text: string }>;
        readonly lastGoodPoint: { readonly takenAt: string } | null;
      } | null;
    } | null;
    readonly recoveryPoints: {
      readonly totalCount: number;
      readonly nodes: ReadonlyArray<{
        readonly id: string;
        readonly takenAt: string;
        readonly sizeBytes: number;
        readonly files: number | null;
        readonly consistency: Consistency;
        readonly warningCount: number;
        readonly item: { readonly kind: SourceKind };
        readonly damage: { readonly certainty: DamageCertainty } | null;
        readonly suspicion: { readonly dismissedAt: string | null } | null;
      }>;
    };
    readonly jobs: {
      readonly nodes: ReadonlyArray<{
        readonly id: string;
        readonly operation: JobOperation;
        readonly status: JobStatus;
        readonly version: number;
        readonly attempt: number;
        readonly maxAttempts: number;
        readonly nextAttemptAt: string | null;
        readonly createdAt: string;
        readonly startedAt: string | null;
        readonly endedAt: string | null;
        readonly warningCount: number;
        readonly item: { readonly name: string; readonly kind: SourceKind; readonly rtoSeconds: number | null } | null;
        readonly vault: { readonly name: string } | null;
        readonly plan: {
          readonly paths: ReadonlyArray<string> | null;
          readonly pathCount: number | null;
          readonly database: string | null;
          readonly tables: ReadonlyArray<string> | null;
          readonly tableCount: number | null;
          readonly databases: ReadonlyArray<string> | null;
          readonly databaseCount: number | null;
          readonly takenAt: string | null;
          readonly place: string;
        } | null;
        readonly requestedBy: {
          readonly name: string | null;
          readonly principalId: string | null;
          readonly slackUserId: string | null;
        };
        readonly waitsFor: {
          readonly reason: WaitReason;
          readonly name: string;
          readonly limit: number | null;
          readonly until: string | null;
        } | null;
        readonly progress: {
          readonly task: string;
          readonly percent: number;
          readonly bytesDone: number | null;
          readonly bytesTotal: number | null;
          readonly filesDone: number | null;
          readonly filesTotal: number | null;
          readonly bytesPerSecond: number | null;
          readonly secondsRemaining: number | null;
        } | null;
        readonly error: {
          readonly code: string;
          readonly message: string;
          readonly cause: string;
          readonly remedy: string;
          readonly retryable: boolean;
          readonly fault: Fault;
        } | null;
        readonly warnings: ReadonlyArray<{
          readonly code: string;
          readonly message: string;
          readonly subject: string | null;
        }>;
        readonly backedUp: {
          readonly sizeBytes: number;
          readonly storedBytes: number;
          readonly files: number | null;
          readonly tables: number | null;
        } | null;
        readonly restored: {
          readonly place: string;
          readonly files: number | null;
          readonly tables: number | null;
          readonly bytes: number;
          readonly durationMs: number;
          readonly replacedKeptAt: string | null;
          readonly replacedKeptUntil: string | null;
        } | null;
        readonly drilled: {
          readonly takenAt: string;
          readonly achievedRtoMs: number;
          readonly probeMs: number;
          readonly rtoObjectiveSeconds: number | null;
          readonly probes: number;
          readonly files: number | null;
          readonly tables: number | null;
          readonly bytes: number | null;
        } | null;
        readonly retention: {
          readonly expired: number;
          readonly returned: number;
          readonly removed: number;
          readonly removedBytes: number;
        } | null;
        readonly pruned: {
          readonly freedBytes: number;
          readonly afterBytes: number;
          readonly blockedMs: number;
        } | null;
        readonly checked: {
          readonly shares: number;
          readonly sharesOf: number | null;
          readonly damaged: number;
          readonly healed: number;
          readonly missing: number;
          readonly adopted: number;
          readonly stillDamaged: number;
          readonly stillMissing: number;
        } | null;
      }>;
    };
  } | null;
};

export type JobPartsFragment = {
  readonly id: string;
  readonly operation: JobOperation;
  readonly status: JobStatus;
  readonly version: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly nextAttemptAt: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly warningCount: number;
  readonly item: { readonly name: string; readonly kind: SourceKind; readonly rtoSeconds: number | null } | null;
  readonly vault: { readonly name: string } | null;
  readonly plan: {
    readonly paths: ReadonlyArray<string> | null;
    readonly pathCount: number | null;
    readonly database: string | null;
    readonly tables: ReadonlyArray<string> | null;
    readonly tableCount: number | null;
    readonly databases: ReadonlyArray<string> | null;
    readonly databaseCount: number | null;
    readonly takenAt: string | null;
    readonly place: string;
  } | null;
  readonly requestedBy: {
    readonly name: string | null;
    readonly principalId: string | null;
    readonly slackUserId: string | null;
  };
  readonly waitsFor: {
    readonly reason: WaitReason;
    readonly name: string;
    readonly limit: number | null;
    readonly until: string | null;
  } | null;
  readonly progress: {
    readonly task: string;
    readonly percent: number;
    readonly bytesDone: number | null;
    readonly bytesTotal: number | null;
    readonly filesDone: number | null;
    readonly filesTotal: number | null;
    readonly bytesPerSecond: number | null;
    readonly secondsRemaining: number | null;
  } | null;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly cause: string;
    readonly remedy: string;
    readonly retryable: boolean;
    readonly fault: Fault;
  } | null;
  readonly warnings: ReadonlyArray<{
    readonly code: string;
    readonly message: string;
    readonly subject: string | null;
  }>;
  readonly backedUp: {
    readonly sizeBytes: number;
    readonly storedBytes: number;
    readonly files: number | null;
    readonly tables: number | null;
  } | null;
  readonly restored: {
    readonly place: string;
    readonly files: number | null;
    readonly tables: number | null;
    readonly bytes: number;
    readonly durationMs: number;
    readonly replacedKeptAt: string | null;
    readonly replacedKeptUntil: string | null;
  } | null;
  readonly drilled: {
    readonly takenAt: string;
    readonly achievedRtoMs: number;
    readonly probeMs: number;
    readonly rtoObjectiveSeconds: number | null;
    readonly probes: number;
    readonly files: number | null;
    readonly tables: number | null;
    readonly bytes: number | null;
  } | null;
  readonly retention: {
    readonly expired: number;
    readonly returned: number;
    readonly removed: number;
    readonly removedBytes: number;
  } | null;
  readonly pruned: { readonly freedBytes: number; readonly afterBytes: number; readonly blockedMs: number } | null;
  readonly checked: {
    readonly shares: number;
    readonly sharesOf: number | null;
    readonly damaged: number;
    readonly healed: number;
    readonly missing: number;
    readonly adopted: number;
    readonly stillDamaged: number;
    readonly stillMissing: number;
  } | null;
};

export type ListJobsQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  first: number;
}>;

export type ListJobsQuery = {
  readonly jobs: {
    readonly totalCount: number;
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly operation: JobOperation;
      readonly status: JobStatus;
      readonly version: number;
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly nextAttemptAt: string | null;
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly endedAt: string | null;
      readonly warningCount: number;
      readonly item: { readonly name: string; readonly kind: SourceKind; readonly rtoSeconds: number | null } | null;
      readonly vault: { readonly name: string } | null;
      readonly plan: {
        readonly paths: ReadonlyArray<string> | null;
        readonly pathCount: number | null;
        readonly database: string | null;
        readonly tables: ReadonlyArray<string> | null;
        readonly tableCount: number | null;
        readonly databases: ReadonlyArray<string> | null;
        readonly databaseCount: number | null;
        readonly takenAt: string | null;
        readonly place: string;
      } | null;
      readonly requestedBy: {
        readonly name: string | null;
        readonly principalId: string | null;
        readonly slackUserId: string | null;
      };
      readonly waitsFor: {
        readonly reason: WaitReason;
        readonly name: string;
        readonly limit: number | null;
        readonly until: string | null;
      } | null;
      readonly progress: {
        readonly task: string;
        readonly percent: number;
        readonly bytesDone: number | null;
        readonly bytesTotal: number | null;
        readonly filesDone: number | null;
        readonly filesTotal: number | null;
        readonly bytesPerSecond: number | null;
        readonly secondsRemaining: number | null;
      } | null;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      } | null;
      readonly warnings: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly subject: string | null;
      }>;
      readonly backedUp: {
        readonly sizeBytes: number;
        readonly storedBytes: number;
        readonly files: number | null;
        readonly tables: number | null;
      } | null;
      readonly restored: {
        readonly place: string;
        readonly files: number | null;
        readonly tables: number | null;
        readonly bytes: number;
        readonly durationMs: number;
        readonly replacedKeptAt: string | null;
        readonly replacedKeptUntil: string | null;
      } | null;
      readonly drilled: {
        readonly takenAt: string;
        readonly achievedRtoMs: number;
        readonly probeMs: number;
        readonly rtoObjectiveSeconds: number | null;
        readonly probes: number;
        readonly files: number | null;
        readonly tables: number | null;
        readonly bytes: number | null;
      } | null;
      readonly retention: {
        readonly expired: number;
        readonly returned: number;
        readonly removed: number;
        readonly removedBytes: number;
      } | null;
      readonly pruned: { readonly freedBytes: number; readonly afterBytes: number; readonly blockedMs: number } | null;
      readonly checked: {
        readonly shares: number;
        readonly sharesOf: number | null;
        readonly damaged: number;
        readonly healed: number;
        readonly missing: number;
        readonly adopted: number;
        readonly stillDamaged: number;
        readonly stillMissing: number;
      } | null;
    }>;
  };
};

export type ListPointsQueryVariables = Exact<{
  filter: RecoveryPointFilter;
  first: number;
}>;

export type ListPointsQuery = {
  readonly recoveryPoints: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly takenAt: string;
      readonly sizeBytes: number;
      readonly files: number | null;
      readonly consistency: Consistency;
      readonly warningCount: number;
      readonly item: { readonly kind: SourceKind };
      readonly damage: { readonly certainty: DamageCertainty } | null;
      readonly suspicion: { readonly dismissedAt: string | null } | null;
    }>;
  };
};

export type LookAtTargetQueryVariables = Exact<{
  input: RestorePreviewInput;
}>;

export type LookAtTargetQuery = {
  readonly restorePreview:
    | { readonly __typename: 'Conflict' }
    | { readonly __typename: 'IdempotencyMismatch' }
    | { readonly __typename: 'InvalidInput' }
    | { readonly __typename: 'NotAuthorized' }
    | { readonly __typename: 'NotFound' }
    | {
        readonly __typename: 'RestorePreview';
        readonly atTarget: {
          readonly known: boolean;
          readonly exists: boolean | null;
          readonly sessions: ReadonlyArray<{
            readonly application: string;
            readonly user: string;
            readonly count: number;
          }>;
          readonly notKnownBecause: { readonly message: string; readonly remedy: string } | null;
          readonly wouldFailBecause: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
        };
      };
};

export type PointDatabasesQueryVariables = Exact<{
  id: string | number;
}>;

export type PointDatabasesQuery = {
  readonly recoveryPoint: {
    readonly databases: ReadonlyArray<{
      readonly name: string;
      readonly sizeBytes: number;
      readonly tableCount: number;
      readonly tables: ReadonlyArray<{ readonly sqlName: string }>;
    }> | null;
  } | null;
};

export type PointPartsFragment = {
  readonly id: string;
  readonly takenAt: string;
  readonly sizeBytes: number;
  readonly files: number | null;
  readonly consistency: Consistency;
  readonly warningCount: number;
  readonly item: { readonly kind: SourceKind };
  readonly damage: { readonly certainty: DamageCertainty } | null;
  readonly suspicion: { readonly dismissedAt: string | null } | null;
};

export type RequestRestoreMutationVariables = Exact<{
  input: RequestRestoreInput;
}>;

export type RequestRestoreMutation = {
  readonly requestRestore:
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
        readonly blockingJob: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        } | null;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'RequestRestorePayload';
        readonly job: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        };
      };
};

export type RestoreItemQueryVariables = Exact<{
  id: string | number;
}>;

export type RestoreItemQuery = {
  readonly good: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly takenAt: string;
      readonly sizeBytes: number;
      readonly files: number | null;
      readonly consistency: Consistency;
      readonly warningCount: number;
      readonly item: { readonly kind: SourceKind };
      readonly damage: { readonly certainty: DamageCertainty } | null;
      readonly suspicion: { readonly dismissedAt: string | null } | null;
    }>;
  };
  readonly protectedItem: {
    readonly id: string;
    readonly name: string;
    readonly kind: SourceKind;
    readonly source: { readonly database: string | null } | Record<PropertyKey, never>;
    readonly recoveryPoints: {
      readonly nodes: ReadonlyArray<{
        readonly id: string;
        readonly takenAt: string;
        readonly sizeBytes: number;
        readonly files: number | null;
        readonly consistency: Consistency;
        readonly warningCount: number;
        readonly item: { readonly kind: SourceKind };
        readonly damage: { readonly certainty: DamageCertainty } | null;
        readonly suspicion: { readonly dismissedAt: string | null } | null;
      }>;
    };
  } | null;
  readonly sourceKinds: ReadonlyArray<{
    readonly kind: SourceKind;
    readonly itemLevelRestore: ItemLevelRestore;
    readonly otherTargets: ReadonlyArray<OtherTarget>;
  }>;
};

export type RestorePreviewQueryVariables = Exact<{
  input: RestorePreviewInput;
}>;

export type RestorePreviewQuery = {
  readonly restorePreview:
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'RestorePreview';
        readonly place: string;
        readonly inPlace: boolean;
        readonly landing: RestoreLanding;
        readonly paths: ReadonlyArray<string> | null;
        readonly pathCount: number | null;
        readonly database: string | null;
        readonly tables: ReadonlyArray<string> | null;
        readonly tableCount: number | null;
        readonly conflict: ConflictRule;
        readonly keepReplacedDays: number;
        readonly sizeBytes: number | null;
        readonly files: number | null;
        readonly noEstimateReason: string | null;
        readonly recoveryPoint: {
          readonly id: string;
          readonly takenAt: string;
          readonly consistency: Consistency;
          readonly warningCount: number;
          readonly job: { readonly warnings: ReadonlyArray<{ readonly code: string }> };
          readonly damage: { readonly certainty: DamageCertainty; readonly text: string } | null;
          readonly suspicion: {
            readonly dismissedAt: string | null;
            readonly reasons: ReadonlyArray<{ readonly text: string }>;
            readonly lastGoodPoint: { readonly takenAt: string } | null;
          } | null;
        };
        readonly item: {
          readonly id: string;
          readonly name: string;
          readonly rtoSeconds: number | null;
          readonly suspectPoint: {
            readonly takenAt: string;
            readonly suspicion: {
              readonly reasons: ReadonlyArray<{ readonly text: string }>;
              readonly lastGoodPoint: { readonly takenAt: string } | null;
            } | null;
          } | null;
        };
        readonly estimate: {
          readonly durationMs: number;
          readonly basedOn: number;
          readonly from: RestoreEstimateBasis;
        } | null;
        readonly inTheWay: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
        } | null;
      };
};

export type ResumeProtectionMutationVariables = Exact<{
  input: ResumeProtectionInput;
}>;

export type ResumeProtectionMutation = {
  readonly resumeProtection:
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'ResumeProtectionPayload';
        readonly item: {
          readonly id: string;
          readonly name: string;
          readonly state: ProtectionState;
          readonly nextRunAt: string | null;
        };
      };
};

export type RetryJobMutationVariables = Exact<{
  input: RetryJobInput;
}>;

export type RetryJobMutation = {
  readonly retryJob:
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
        readonly blockingJob: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        } | null;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'RetryJobPayload';
        readonly job: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        };
      };
};

export type RunDrillMutationVariables = Exact<{
  input: RunDrillInput;
}>;

export type RunDrillMutation = {
  readonly runDrill:
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
        readonly blockingJob: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        } | null;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'RunDrillPayload';
        readonly job: {
          readonly id: string;
          readonly operation: JobOperation;
          readonly status: JobStatus;
          readonly version: number;
          readonly attempt: number;
          readonly maxAttempts: number;
          readonly nextAttemptAt: string | null;
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: {
            readonly name: string;
            readonly kind: SourceKind;
            readonly rtoSeconds: number | null;
          } | null;
          readonly vault: { readonly name: string } | null;
          readonly plan: {
            readonly paths: ReadonlyArray<string> | null;
            readonly pathCount: number | null;
            readonly database: string | null;
            readonly tables: ReadonlyArray<string> | null;
            readonly tableCount: number | null;
            readonly databases: ReadonlyArray<string> | null;
            readonly databaseCount: number | null;
            readonly takenAt: string | null;
            readonly place: string;
          } | null;
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
          readonly waitsFor: {
            readonly reason: WaitReason;
            readonly name: string;
            readonly limit: number | null;
            readonly until: string | null;
          } | null;
          readonly progress: {
            readonly task: string;
            readonly percent: number;
            readonly bytesDone: number | null;
            readonly bytesTotal: number | null;
            readonly filesDone: number | null;
            readonly filesTotal: number | null;
            readonly bytesPerSecond: number | null;
            readonly secondsRemaining: number | null;
          } | null;
          readonly error: {
            readonly code: string;
            readonly message: string;
            readonly cause: string;
            readonly remedy: string;
            readonly retryable: boolean;
            readonly fault: Fault;
          } | null;
          readonly warnings: ReadonlyArray<{
            readonly code: string;
            readonly message: string;
            readonly subject: string | null;
          }>;
          readonly backedUp: {
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
            readonly tables: number | null;
          } | null;
          readonly restored: {
            readonly place: string;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
          readonly drilled: {
            readonly takenAt: string;
            readonly achievedRtoMs: number;
            readonly probeMs: number;
            readonly rtoObjectiveSeconds: number | null;
            readonly probes: number;
            readonly files: number | null;
            readonly tables: number | null;
            readonly bytes: number | null;
          } | null;
          readonly retention: {
            readonly expired: number;
            readonly returned: number;
            readonly removed: number;
            readonly removedBytes: number;
          } | null;
          readonly pruned: {
            readonly freedBytes: number;
            readonly afterBytes: number;
            readonly blockedMs: number;
          } | null;
          readonly checked: {
            readonly shares: number;
            readonly sharesOf: number | null;
            readonly damaged: number;
            readonly healed: number;
            readonly missing: number;
            readonly adopted: number;
            readonly stillDamaged: number;
            readonly stillMissing: number;
          } | null;
        };
      };
};

export type StopProtectionMutationVariables = Exact<{
  input: StopProtectionInput;
}>;

export type StopProtectionMutation = {
  readonly stopProtection:
    | {
        readonly __typename: 'Conflict';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'IdempotencyMismatch';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'InvalidInput';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotAuthorized';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'NotFound';
        readonly code: string;
        readonly message: string;
        readonly cause: string;
        readonly remedy: string;
        readonly retryable: boolean;
        readonly fault: Fault;
      }
    | {
        readonly __typename: 'StopProtectionPayload';
        readonly item: { readonly id: string; readonly name: string; readonly state: ProtectionState };
      };
};

export type SuspicionPartsFragment = {
  readonly reasons: ReadonlyArray<{ readonly text: string }>;
  readonly lastGoodPoint: { readonly takenAt: string } | null;
};

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const TroubledItemFragmentDoc = new TypedDocumentString(
  `
    fragment TroubledItem on ProtectedItem {
  name
  health {
    status
    reasons {
      text
    }
  }
}
    `,
  { fragmentName: 'TroubledItem' },
) as unknown as TypedDocumentString<TroubledItemFragment, unknown>;
export const OpenAlertFragmentDoc = new TypedDocumentString(
  `
    fragment OpenAlert on Alert {
  kind
  severity
  firedAt
  error {
    code
  }
  item {
    name
  }
  vault {
    name
  }
}
    `,
  { fragmentName: 'OpenAlert' },
) as unknown as TypedDocumentString<OpenAlertFragment, unknown>;
export const ErrorPartsFragmentDoc = new TypedDocumentString(
  `
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
    `,
  { fragmentName: 'ErrorParts' },
) as unknown as TypedDocumentString<ErrorPartsFragment, unknown>;
export const JobPartsFragmentDoc = new TypedDocumentString(
  `
    fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}`,
  { fragmentName: 'JobParts' },
) as unknown as TypedDocumentString<JobPartsFragment, unknown>;
export const PointPartsFragmentDoc = new TypedDocumentString(
  `
    fragment PointParts on RecoveryPoint {
  id
  takenAt
  item {
    kind
  }
  sizeBytes
  files
  consistency
  warningCount
  damage {
    certainty
  }
  suspicion {
    dismissedAt
  }
}
    `,
  { fragmentName: 'PointParts' },
) as unknown as TypedDocumentString<PointPartsFragment, unknown>;
export const SuspicionPartsFragmentDoc = new TypedDocumentString(
  `
    fragment SuspicionParts on Suspicion {
  reasons {
    text
  }
  lastGoodPoint {
    takenAt
  }
}
    `,
  { fragmentName: 'SuspicionParts' },
) as unknown as TypedDocumentString<SuspicionPartsFragment, unknown>;
export const AcknowledgeAlertDocument = new TypedDocumentString(
  `
    mutation AcknowledgeAlert($input: AcknowledgeAlertInput!) {
  acknowledgeAlert(input: $input) {
    __typename
    ... on AcknowledgeAlertPayload {
      alert {
        id
        state
      }
    }
    ... on Error {
      ...ErrorParts
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}`,
  { hash: 'sha256:a4a22219dd7df37ecf0c836ca1b4ee8f9b475b8b931bf62ed65db6393fb1608d' },
) as unknown as TypedDocumentString<AcknowledgeAlertMutation, AcknowledgeAlertMutationVariables>;
export const BackupNowDocument = new TypedDocumentString(
  `
    mutation BackupNow($input: BackupNowInput!) {
  backupNow(input: $input) {
    __typename
    ... on BackupNowPayload {
      job {
        ...JobParts
      }
    }
    ... on Error {
      ...ErrorParts
    }
    ... on Conflict {
      blockingJob {
        ...JobParts
      }
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:3d659172870c64c50717c6a1c54324a8ea3dba23d91247cd4355adda15c5eb68' },
) as unknown as TypedDocumentString<BackupNowMutation, BackupNowMutationVariables>;
export const CancelJobDocument = new TypedDocumentString(
  `
    mutation CancelJob($input: CancelJobInput!) {
  cancelJob(input: $input) {
    __typename
    ... on CancelJobPayload {
      job {
        ...JobParts
      }
    }
    ... on Error {
      ...ErrorParts
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:4c2ba3174deea940c5c820a4c92a1fdc756b31ebffbcc81d47a1b1925935ba9d' },
) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const DismissSuspicionDocument = new TypedDocumentString(
  `
    mutation DismissSuspicion($input: DismissSuspicionInput!) {
  dismissSuspicion(input: $input) {
    __typename
    ... on DismissSuspicionPayload {
      recoveryPoint {
        id
      }
    }
    ... on Error {
      ...ErrorParts
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}`,
  { hash: 'sha256:31e05b0c8858070949d84008e6b48b3456990f2c065f4fa5df9fa5d0b4d34ebb' },
) as unknown as TypedDocumentString<DismissSuspicionMutation, DismissSuspicionMutationVariables>;
export const EstateDocument = new TypedDocumentString(
  `
    query Estate {
  vaults(first: 50) {
    nodes {
      name
      space {
        filling
        freeBytes
        daysUntilFull
      }
    }
  }
  estate {
    items {
      total
      protected
      stopped
      withoutRecoveryPoint
      provenLast30Days
      newestRecoveryPointAt
    }
    objectives {
      rpo {
        items
        atRisk
        breached
      }
      rto {
        items
        breached
      }
    }
    health {
      status
      count
    }
    storage {
      recoveryPoints
      sourceBytes
      storedBytes
    }
    alerts {
      severity
      count
    }
  }
  all: protectedItems(first: 10) {
    nodes {
      name
    }
  }
  unhealthy: protectedItems(
    filter: { health: [PERSISTENT_UNHEALTHY, TRANSIENT_UNHEALTHY] }
    first: 5
  ) {
    nodes {
      ...TroubledItem
    }
  }
  degraded: protectedItems(
    filter: { health: [PERSISTENT_DEGRADED, TRANSIENT_DEGRADED] }
    first: 5
  ) {
    nodes {
      ...TroubledItem
    }
  }
  critical: alerts(
    filter: { condition: [FIRED], state: [NEW, ACKNOWLEDGED], severity: [CRITICAL] }
    first: 5
  ) {
    nodes {
      ...OpenAlert
    }
  }
  errors: alerts(
    filter: { condition: [FIRED], state: [NEW, ACKNOWLEDGED], severity: [ERROR] }
    first: 5
  ) {
    nodes {
      ...OpenAlert
    }
  }
  lesser: alerts(
    filter: {
      condition: [FIRED]
      state: [NEW, ACKNOWLEDGED]
      severity: [WARNING, INFORMATIONAL]
    }
    first: 5
  ) {
    nodes {
      ...OpenAlert
    }
  }
  jobs(
    filter: { status: [QUEUED, WAITING_APPROVAL, IN_PROGRESS, CANCELLING] }
    first: 5
  ) {
    totalCount
    nodes {
      ...JobParts
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment TroubledItem on ProtectedItem {
  name
  health {
    status
    reasons {
      text
    }
  }
}
fragment OpenAlert on Alert {
  kind
  severity
  firedAt
  error {
    code
  }
  item {
    name
  }
  vault {
    name
  }
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:e94af57e6842d0b01a4a8607f7cff19a8ce79af4708ab790e68a705d8d79dcce' },
) as unknown as TypedDocumentString<EstateQuery, EstateQueryVariables>;
export const FindItemsDocument = new TypedDocumentString(
  `
    query FindItems($name: String, $first: Int!, $after: String) {
  protectedItems(filter: { name: $name }, first: $first, after: $after) {
    totalCount
    nodes {
      id
      name
      state
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `,
  { hash: 'sha256:15a82fd980eddcf388f8c7f4c0c326f3ceaf213e130a1f1a02a3095cb9f64733' },
) as unknown as TypedDocumentString<FindItemsQuery, FindItemsQueryVariables>;
export const FindJobDocument = new TypedDocumentString(
  `
    query FindJob($id: ID!) {
  job(id: $id) {
    ...JobParts
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:27635e197e5af5e53be89eaca28f323670ba51a6ade10c921869f0d1f8b627d0' },
) as unknown as TypedDocumentString<FindJobQuery, FindJobQueryVariables>;
export const ItemStatusDocument = new TypedDocumentString(
  `
    query ItemStatus($id: ID!) {
  good: recoveryPoints(filter: { itemId: $id, isDamaged: false }, first: 1) {
    nodes {
      ...PointParts
    }
  }
  protectedItem(id: $id) {
    id
    name
    state
    nextRunAt
    objectives {
      rpo {
        state
        text
      }
      rto {
        state
        text
      }
    }
    health {
      status
      reasons {
        text
      }
    }
    proof {
      state
      lastProvenAt
      failedAt
      dueBy
      isLate
    }
    vault {
      name
    }
    policy {
      name
    }
    suspectPoint {
      takenAt
      suspicion {
        ...SuspicionParts
      }
    }
    recoveryPoints(first: 1) {
      totalCount
      nodes {
        ...PointParts
      }
    }
    jobs(first: 3) {
      nodes {
        ...JobParts
      }
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}
fragment PointParts on RecoveryPoint {
  id
  takenAt
  item {
    kind
  }
  sizeBytes
  files
  consistency
  warningCount
  damage {
    certainty
  }
  suspicion {
    dismissedAt
  }
}
fragment SuspicionParts on Suspicion {
  reasons {
    text
  }
  lastGoodPoint {
    takenAt
  }
}`,
  { hash: 'sha256:11ca459dbcea42f4c268093dab717158d6904583a5f446f24d354b2139025dc2' },
) as unknown as TypedDocumentString<ItemStatusQuery, ItemStatusQueryVariables>;
export const ListJobsDocument = new TypedDocumentString(
  `
    query ListJobs($filter: JobFilter, $first: Int!) {
  jobs(filter: $filter, first: $first) {
    totalCount
    nodes {
      ...JobParts
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:8f756072fb69258e32496fb31263ac575cd092a32e2351ad8a968b19c6243bdd' },
) as unknown as TypedDocumentString<ListJobsQuery, ListJobsQueryVariables>;
export const ListPointsDocument = new TypedDocumentString(
  `
    query ListPoints($filter: RecoveryPointFilter!, $first: Int!) {
  recoveryPoints(filter: $filter, first: $first) {
    nodes {
      ...PointParts
    }
  }
}
    fragment PointParts on RecoveryPoint {
  id
  takenAt
  item {
    kind
  }
  sizeBytes
  files
  consistency
  warningCount
  damage {
    certainty
  }
  suspicion {
    dismissedAt
  }
}`,
  { hash: 'sha256:7a1051cbefcea0319f0fe9cd432e202fedd00b834ac89934ffc508c0e9549e19' },
) as unknown as TypedDocumentString<ListPointsQuery, ListPointsQueryVariables>;
export const LookAtTargetDocument = new TypedDocumentString(
  `
    query LookAtTarget($input: RestorePreviewInput!) {
  restorePreview(input: $input) {
    __typename
    ... on RestorePreview {
      atTarget {
        known
        exists
        sessions {
          application
          user
          count
        }
        notKnownBecause {
          message
          remedy
        }
        wouldFailBecause {
          ...ErrorParts
        }
      }
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}`,
  { hash: 'sha256:a1d58486c05877feee3b85fad38551083ecce36cfcf4f3b1ace8c94c173e1093' },
) as unknown as TypedDocumentString<LookAtTargetQuery, LookAtTargetQueryVariables>;
export const PointDatabasesDocument = new TypedDocumentString(
  `
    query PointDatabases($id: ID!) {
  recoveryPoint(id: $id) {
    databases {
      name
      sizeBytes
      tableCount
      tables(first: 3) {
        sqlName
      }
    }
  }
}
    `,
  { hash: 'sha256:6c1cd86d521857d4ea0440400124f76b8f449c8ec6ff750f63eb580d729a8951' },
) as unknown as TypedDocumentString<PointDatabasesQuery, PointDatabasesQueryVariables>;
export const RequestRestoreDocument = new TypedDocumentString(
  `
    mutation RequestRestore($input: RequestRestoreInput!) {
  requestRestore(input: $input) {
    __typename
    ... on RequestRestorePayload {
      job {
        ...JobParts
      }
    }
    ... on Error {
      ...ErrorParts
    }
    ... on InvalidInput {
      issues {
        path
        message
      }
    }
    ... on Conflict {
      blockingJob {
        ...JobParts
      }
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:bf8a8cd9ea88bc56c2164b80dc78a8db8f303c79113b3344be12da8b11c5c9ab' },
) as unknown as TypedDocumentString<RequestRestoreMutation, RequestRestoreMutationVariables>;
export const RestoreItemDocument = new TypedDocumentString(
  `
    query RestoreItem($id: ID!) {
  good: recoveryPoints(filter: { itemId: $id, isDamaged: false }, first: 1) {
    nodes {
      ...PointParts
    }
  }
  protectedItem(id: $id) {
    id
    name
    kind
    source {
      ... on PostgresqlSource {
        database
      }
    }
    recoveryPoints(first: 1) {
      nodes {
        ...PointParts
      }
    }
  }
  sourceKinds {
    kind
    itemLevelRestore
    otherTargets
  }
}
    fragment PointParts on RecoveryPoint {
  id
  takenAt
  item {
    kind
  }
  sizeBytes
  files
  consistency
  warningCount
  damage {
    certainty
  }
  suspicion {
    dismissedAt
  }
}`,
  { hash: 'sha256:24213c70ff24f07dc9e0bb65524e33325bfd41aa69dc1bd1b6cf795204bb3a6b' },
) as unknown as TypedDocumentString<RestoreItemQuery, RestoreItemQueryVariables>;
export const RestorePreviewDocument = new TypedDocumentString(
  `
    query RestorePreview($input: RestorePreviewInput!) {
  restorePreview(input: $input) {
    __typename
    ... on RestorePreview {
      recoveryPoint {
        id
        takenAt
        consistency
        warningCount
        job {
          warnings {
            code
          }
        }
        damage {
          certainty
          text
        }
        suspicion {
          dismissedAt
          ...SuspicionParts
        }
      }
      item {
        id
        suspectPoint {
          takenAt
          suspicion {
            ...SuspicionParts
          }
        }
        name
        rtoSeconds
      }
      place
      inPlace
      landing
      paths(first: 3)
      pathCount
      database
      tables(first: 3)
      tableCount
      conflict
      keepReplacedDays
      sizeBytes
      files
      estimate {
        durationMs
        basedOn
        from
      }
      noEstimateReason
      inTheWay {
        id
        operation
        requestedBy {
          name
          principalId
          slackUserId
        }
      }
    }
    ... on Error {
      ...ErrorParts
    }
    ... on InvalidInput {
      issues {
        path
        message
      }
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment SuspicionParts on Suspicion {
  reasons {
    text
  }
  lastGoodPoint {
    takenAt
  }
}`,
  { hash: 'sha256:79d0ba21610958749c9b8a7b7102a775a59f23cd5955366302e1fce7d0032328' },
) as unknown as TypedDocumentString<RestorePreviewQuery, RestorePreviewQueryVariables>;
export const ResumeProtectionDocument = new TypedDocumentString(
  `
    mutation ResumeProtection($input: ResumeProtectionInput!) {
  resumeProtection(input: $input) {
    __typename
    ... on ResumeProtectionPayload {
      item {
        id
        name
        state
        nextRunAt
      }
    }
    ... on Error {
      ...ErrorParts
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}`,
  { hash: 'sha256:9c7491eb7cd1c321ad331df77583368786467791852307cd5d7ddc2447c413b1' },
) as unknown as TypedDocumentString<ResumeProtectionMutation, ResumeProtectionMutationVariables>;
export const RetryJobDocument = new TypedDocumentString(
  `
    mutation RetryJob($input: RetryJobInput!) {
  retryJob(input: $input) {
    __typename
    ... on RetryJobPayload {
      job {
        ...JobParts
      }
    }
    ... on Error {
      ...ErrorParts
    }
    ... on Conflict {
      blockingJob {
        ...JobParts
      }
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:efb569dabd7cbd22dc77d6d0b2c3e2adc87cff8ce06297615f3d578a20a85e00' },
) as unknown as TypedDocumentString<RetryJobMutation, RetryJobMutationVariables>;
export const RunDrillDocument = new TypedDocumentString(
  `
    mutation RunDrill($input: RunDrillInput!) {
  runDrill(input: $input) {
    __typename
    ... on RunDrillPayload {
      job {
        ...JobParts
      }
    }
    ... on Error {
      ...ErrorParts
    }
    ... on Conflict {
      blockingJob {
        ...JobParts
      }
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  nextAttemptAt
  createdAt
  startedAt
  endedAt
  item {
    name
    kind
    rtoSeconds
  }
  vault {
    name
  }
  plan {
    paths(first: 3)
    pathCount
    database
    tables(first: 3)
    tableCount
    databases(first: 3)
    databaseCount
    takenAt
    place
  }
  requestedBy {
    name
    principalId
    slackUserId
  }
  waitsFor {
    reason
    name
    limit
    until
  }
  progress {
    task
    percent
    bytesDone
    bytesTotal
    filesDone
    filesTotal
    bytesPerSecond
    secondsRemaining
  }
  error {
    ...ErrorParts
  }
  warnings {
    code
    message
    subject
  }
  warningCount
  backedUp {
    sizeBytes
    storedBytes
    files
    tables
  }
  restored {
    place
    files
    tables
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
  drilled {
    takenAt
    achievedRtoMs
    probeMs
    rtoObjectiveSeconds
    probes
    files
    tables
    bytes
  }
  retention {
    expired
    returned
    removed
    removedBytes
  }
  pruned {
    freedBytes
    afterBytes
    blockedMs
  }
  checked {
    shares
    sharesOf
    damaged
    healed
    missing
    adopted
    stillDamaged
    stillMissing
  }
}`,
  { hash: 'sha256:a57e005903c932685db8f591968c023266a3af11bbebfc6cf0885fcbcb6a3cb1' },
) as unknown as TypedDocumentString<RunDrillMutation, RunDrillMutationVariables>;
export const StopProtectionDocument = new TypedDocumentString(
  `
    mutation StopProtection($input: StopProtectionInput!) {
  stopProtection(input: $input) {
    __typename
    ... on StopProtectionPayload {
      item {
        id
        name
        state
      }
    }
    ... on Error {
      ...ErrorParts
    }
  }
}
    fragment ErrorParts on Error {
  code
  message
  cause
  remedy
  retryable
  fault
}`,
  { hash: 'sha256:5a721b8ce1c07bba4643a430b51b039843eace84af4f1891bd3e8133f6c8ddd0' },
) as unknown as TypedDocumentString<StopProtectionMutation, StopProtectionMutationVariables>;
