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
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly itemId: string | number;
};

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

/** Who has to act on an error. */
export type Fault =
  /** Whoever runs Holdfast. */
  | 'SERVICE'
  /** The person who asked. */
  | 'USER';

/** What can be picked out of a recovery point. */
export type ItemLevelRestore =
  /** Nothing: only all of it. */
  | 'NONE'
  /** Files and folders. */
  | 'PATHS'
  /** Tables. */
  | 'TABLES';

export type JobFilter = {
  readonly itemId?: string | number | null | undefined;
  readonly operation?: ReadonlyArray<JobOperation> | null | undefined;
  readonly status?: ReadonlyArray<JobStatus> | null | undefined;
};

/** What a job does. */
export type JobOperation =
  | 'BACKUP'
  | 'CONFIGURE_BACKUP'
  | 'CROSS_REGION_RESTORE'
  | 'DELETE_BACKUP_DATA'
  | 'DISABLE_BACKUP'
  | 'DRILL'
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

export type ProtectionState =
  /** Backups are made. */
  | 'PROTECTED'
  /** No new backups are made; what there is stays restorable. */
  | 'STOPPED';

export type RecoveryPointFilter = {
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
  /** Deleted, and can still be brought back. */
  | 'SOFT_DELETED';

export type RequestRestoreInput = {
  /** Where it was asked for: the job's message goes there too. Only for requests made for a Slack user of that workspace. */
  readonly announce?: SlackPlaceInput | null | undefined;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  /** Paths inside the item, without a slash in front. Absent: the whole point. */
  readonly paths?: ReadonlyArray<string> | null | undefined;
  readonly recoveryPointId: string | number;
  readonly target?: RestoreTargetInput | null | undefined;
};

export type RestoreEstimateBasis =
  /** Past restores of this item. */
  | 'ITEM'
  /** Past restores of other items of its kind. */
  | 'KIND';

export type RestorePreviewInput = {
  /** Paths inside the item, without a slash in front. Absent: the whole point. */
  readonly paths?: ReadonlyArray<string> | null | undefined;
  readonly recoveryPointId: string | number;
  readonly target?: RestoreTargetInput | null | undefined;
};

export type RestoreTargetInput = {
  /** Default: FAIL_IF_EXISTS. */
  readonly conflict?: ConflictRule | null | undefined;
  /** Where the item's root lands: an absolute path on the site's machine. Absent: where the item is. */
  readonly path?: string | null | undefined;
};

export type RetryJobInput = {
  /** Where it was asked for: the job's message goes there too. Only for requests made for a Slack user of that workspace. */
  readonly announce?: SlackPlaceInput | null | undefined;
  /** Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again. */
  readonly idempotencyKey: string;
  readonly jobId: string | number;
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
  'FILES';

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
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: { readonly name: string; readonly rtoSeconds: number | null };
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
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
          readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
          readonly recoveryPoint: {
            readonly id: string;
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
          } | null;
          readonly restored: {
            readonly path: string;
            readonly files: number;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
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
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: { readonly name: string; readonly rtoSeconds: number | null };
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
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
          readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
          readonly recoveryPoint: {
            readonly id: string;
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
          } | null;
          readonly restored: {
            readonly path: string;
            readonly files: number;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
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
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: { readonly name: string; readonly rtoSeconds: number | null };
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
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
          readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
          readonly recoveryPoint: {
            readonly id: string;
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
          } | null;
          readonly restored: {
            readonly path: string;
            readonly files: number;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
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
  readonly estate: {
    readonly items: {
      readonly total: number;
      readonly protected: number;
      readonly stopped: number;
      readonly withoutRecoveryPoint: number;
      readonly newestRecoveryPointAt: string | null;
      readonly rpo: { readonly items: number; readonly met: number; readonly breached: number };
    };
    readonly storage: { readonly recoveryPoints: number; readonly sourceBytes: number; readonly storedBytes: number };
    readonly alerts: ReadonlyArray<{ readonly severity: AlertSeverity; readonly count: number }>;
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
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly endedAt: string | null;
      readonly warningCount: number;
      readonly item: { readonly name: string; readonly rtoSeconds: number | null };
      readonly requestedBy: {
        readonly name: string | null;
        readonly principalId: string | null;
        readonly slackUserId: string | null;
      };
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
      readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
      readonly recoveryPoint: {
        readonly id: string;
        readonly sizeBytes: number;
        readonly storedBytes: number;
        readonly files: number | null;
      } | null;
      readonly restored: {
        readonly path: string;
        readonly files: number;
        readonly bytes: number;
        readonly durationMs: number;
        readonly replacedKeptAt: string | null;
        readonly replacedKeptUntil: string | null;
      } | null;
    }>;
  };
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
    readonly createdAt: string;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly warningCount: number;
    readonly item: { readonly name: string; readonly rtoSeconds: number | null };
    readonly requestedBy: {
      readonly name: string | null;
      readonly principalId: string | null;
      readonly slackUserId: string | null;
    };
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
    readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
    readonly recoveryPoint: {
      readonly id: string;
      readonly sizeBytes: number;
      readonly storedBytes: number;
      readonly files: number | null;
    } | null;
    readonly restored: {
      readonly path: string;
      readonly files: number;
      readonly bytes: number;
      readonly durationMs: number;
      readonly replacedKeptAt: string | null;
      readonly replacedKeptUntil: string | null;
    } | null;
  } | null;
};

export type ItemStatusQueryVariables = Exact<{
  id: string | number;
}>;

export type ItemStatusQuery = {
  readonly protectedItem: {
    readonly id: string;
    readonly name: string;
    readonly state: ProtectionState;
    readonly rpoSeconds: number | null;
    readonly rtoSeconds: number | null;
    readonly vault: { readonly name: string };
    readonly policy: { readonly name: string };
    readonly recoveryPoints: {
      readonly totalCount: number;
      readonly nodes: ReadonlyArray<{
        readonly id: string;
        readonly takenAt: string;
        readonly sizeBytes: number;
        readonly files: number | null;
        readonly consistency: Consistency;
        readonly warningCount: number;
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
        readonly createdAt: string;
        readonly startedAt: string | null;
        readonly endedAt: string | null;
        readonly warningCount: number;
        readonly item: { readonly name: string; readonly rtoSeconds: number | null };
        readonly requestedBy: {
          readonly name: string | null;
          readonly principalId: string | null;
          readonly slackUserId: string | null;
        };
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
        readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
        readonly recoveryPoint: {
          readonly id: string;
          readonly sizeBytes: number;
          readonly storedBytes: number;
          readonly files: number | null;
        } | null;
        readonly restored: {
          readonly path: string;
          readonly files: number;
          readonly bytes: number;
          readonly durationMs: number;
          readonly replacedKeptAt: string | null;
          readonly replacedKeptUntil: string | null;
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
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly warningCount: number;
  readonly item: { readonly name: string; readonly rtoSeconds: number | null };
  readonly requestedBy: {
    readonly name: string | null;
    readonly principalId: string | null;
    readonly slackUserId: string | null;
  };
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
  readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
  readonly recoveryPoint: {
    readonly id: string;
    readonly sizeBytes: number;
    readonly storedBytes: number;
    readonly files: number | null;
  } | null;
  readonly restored: {
    readonly path: string;
    readonly files: number;
    readonly bytes: number;
    readonly durationMs: number;
    readonly replacedKeptAt: string | null;
    readonly replacedKeptUntil: string | null;
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
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly endedAt: string | null;
      readonly warningCount: number;
      readonly item: { readonly name: string; readonly rtoSeconds: number | null };
      readonly requestedBy: {
        readonly name: string | null;
        readonly principalId: string | null;
        readonly slackUserId: string | null;
      };
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
      readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
      readonly recoveryPoint: {
        readonly id: string;
        readonly sizeBytes: number;
        readonly storedBytes: number;
        readonly files: number | null;
      } | null;
      readonly restored: {
        readonly path: string;
        readonly files: number;
        readonly bytes: number;
        readonly durationMs: number;
        readonly replacedKeptAt: string | null;
        readonly replacedKeptUntil: string | null;
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
    }>;
  };
};

export type PointPartsFragment = {
  readonly id: string;
  readonly takenAt: string;
  readonly sizeBytes: number;
  readonly files: number | null;
  readonly consistency: Consistency;
  readonly warningCount: number;
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
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: { readonly name: string; readonly rtoSeconds: number | null };
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
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
          readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
          readonly recoveryPoint: {
            readonly id: string;
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
          } | null;
          readonly restored: {
            readonly path: string;
            readonly files: number;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
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
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: { readonly name: string; readonly rtoSeconds: number | null };
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
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
          readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
          readonly recoveryPoint: {
            readonly id: string;
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
          } | null;
          readonly restored: {
            readonly path: string;
            readonly files: number;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
        };
      };
};

export type RestoreItemQueryVariables = Exact<{
  id: string | number;
}>;

export type RestoreItemQuery = {
  readonly protectedItem: {
    readonly id: string;
    readonly name: string;
    readonly kind: SourceKind;
    readonly recoveryPoints: {
      readonly nodes: ReadonlyArray<{
        readonly id: string;
        readonly takenAt: string;
        readonly sizeBytes: number;
        readonly files: number | null;
        readonly consistency: Consistency;
        readonly warningCount: number;
      }>;
    };
  } | null;
  readonly sourceKinds: ReadonlyArray<{ readonly kind: SourceKind; readonly itemLevelRestore: ItemLevelRestore }>;
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
        readonly targetPath: string;
        readonly inPlace: boolean;
        readonly paths: ReadonlyArray<string> | null;
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
        };
        readonly item: { readonly id: string; readonly name: string; readonly rtoSeconds: number | null };
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
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: { readonly name: string; readonly rtoSeconds: number | null };
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
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
          readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
          readonly recoveryPoint: {
            readonly id: string;
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
          } | null;
          readonly restored: {
            readonly path: string;
            readonly files: number;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
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
          readonly createdAt: string;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          readonly warningCount: number;
          readonly item: { readonly name: string; readonly rtoSeconds: number | null };
          readonly requestedBy: {
            readonly name: string | null;
            readonly principalId: string | null;
            readonly slackUserId: string | null;
          };
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
          readonly warnings: ReadonlyArray<{ readonly message: string; readonly subject: string | null }>;
          readonly recoveryPoint: {
            readonly id: string;
            readonly sizeBytes: number;
            readonly storedBytes: number;
            readonly files: number | null;
          } | null;
          readonly restored: {
            readonly path: string;
            readonly files: number;
            readonly bytes: number;
            readonly durationMs: number;
            readonly replacedKeptAt: string | null;
            readonly replacedKeptUntil: string | null;
          } | null;
        };
      };
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
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
  sizeBytes
  files
  consistency
  warningCount
}
    `,
  { fragmentName: 'PointParts' },
) as unknown as TypedDocumentString<PointPartsFragment, unknown>;
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}`,
  { hash: 'sha256:889af617d938065737e9ae540e3af765fcdc1cd604c3562e044fb32bfa7b3cca' },
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}`,
  { hash: 'sha256:ee24e6e89b1280723af5f85d8e474addd3ef8933dd46f2b058fa18c63cca9ee5' },
) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const EstateDocument = new TypedDocumentString(
  `
    query Estate {
  estate {
    items {
      total
      protected
      stopped
      withoutRecoveryPoint
      newestRecoveryPointAt
      rpo {
        items
        met
        breached
      }
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
fragment JobParts on Job {
  id
  operation
  status
  version
  attempt
  maxAttempts
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}`,
  { hash: 'sha256:9a526896d5c3abf4e0cb8e212b45a8a5d66f2b5218c6ed5f44e62765d9762173' },
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}`,
  { hash: 'sha256:2448e8d5242838cf63e6f7689b89e4701494eba9f362471196706bbe44c22bb3' },
) as unknown as TypedDocumentString<FindJobQuery, FindJobQueryVariables>;
export const ItemStatusDocument = new TypedDocumentString(
  `
    query ItemStatus($id: ID!) {
  protectedItem(id: $id) {
    id
    name
    state
    rpoSeconds
    rtoSeconds
    vault {
      name
    }
    policy {
      name
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}
fragment PointParts on RecoveryPoint {
  id
  takenAt
  sizeBytes
  files
  consistency
  warningCount
}`,
  { hash: 'sha256:2a5446bae10ef31f86dbf8a912b9f649d56158a8073e2dc7f57acbdec5020004' },
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}`,
  { hash: 'sha256:3fe6d0227eff4b3520778a2c84cc66a60cabe0461e74ca262b245ae4248fa0c6' },
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
  sizeBytes
  files
  consistency
  warningCount
}`,
  { hash: 'sha256:825a4b048a1453a33ca0f442cfee51f792a65e8efcbb152abc0b08200eb8ffed' },
) as unknown as TypedDocumentString<ListPointsQuery, ListPointsQueryVariables>;
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}`,
  { hash: 'sha256:fc157db5152d2773b7f03ce4a9a3eb0ee147a3437bdb1eb237431eb02a77e253' },
) as unknown as TypedDocumentString<RequestRestoreMutation, RequestRestoreMutationVariables>;
export const RestoreItemDocument = new TypedDocumentString(
  `
    query RestoreItem($id: ID!) {
  protectedItem(id: $id) {
    id
    name
    kind
    recoveryPoints(first: 1) {
      nodes {
        ...PointParts
      }
    }
  }
  sourceKinds {
    kind
    itemLevelRestore
  }
}
    fragment PointParts on RecoveryPoint {
  id
  takenAt
  sizeBytes
  files
  consistency
  warningCount
}`,
  { hash: 'sha256:6bf9235cecd9e1ec9d4836dfa97a6fde895fc5fc41752374f783f27d506ed158' },
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
      }
      item {
        id
        name
        rtoSeconds
      }
      targetPath
      inPlace
      paths
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
}`,
  { hash: 'sha256:780e0f6bd9ef81066a896d83d1266fbc547be5b326622874d20622457da0c7a1' },
) as unknown as TypedDocumentString<RestorePreviewQuery, RestorePreviewQueryVariables>;
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
  createdAt
  startedAt
  endedAt
  item {
    name
    rtoSeconds
  }
  requestedBy {
    name
    principalId
    slackUserId
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
    message
    subject
  }
  warningCount
  recoveryPoint {
    id
    sizeBytes
    storedBytes
    files
  }
  restored {
    path
    files
    bytes
    durationMs
    replacedKeptAt
    replacedKeptUntil
  }
}`,
  { hash: 'sha256:e8213e3ee6faa82e953722749c5143afcf74be533b0ba9d4c3c2c422cf7b3b77' },
) as unknown as TypedDocumentString<RetryJobMutation, RetryJobMutationVariables>;
