import type { ChosenView } from './chosen.ts';
import type { DrilledView } from './drilled.ts';
import type { SomeNames } from './listed.ts';
import type { SizeOf } from './size.ts';
import type { SubjectView } from './subject.ts';

/** What the messages show. Worker and bot each map to these; `bot/ui` knows neither tables nor GraphQL. Times are ISO 8601. */

export type JobViewStatus =
  | 'QUEUED'
  | 'WAITING_APPROVAL'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'COMPLETED_WITH_WARNINGS'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELLED';

export type JobViewOperation =
  | 'BACKUP'
  | 'RESTORE'
  | 'CONFIGURE_BACKUP'
  | 'DISABLE_BACKUP'
  | 'DELETE_BACKUP_DATA'
  | 'UNDELETE'
  | 'CROSS_REGION_RESTORE'
  | 'VERIFY'
  | 'DRILL'
  | 'RETENTION'
  | 'PRUNE'
  | 'REPLICATE';

/** Who did something: mentioned where a Slack user is known, else named. */
export interface PersonView {
  readonly slackUserId?: string | undefined;
  readonly name: string;
}

export interface ErrorView {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: 'USER' | 'SERVICE';
}

export interface ProgressView {
  readonly task: string;
  /** 0 to 100 */
  readonly percent: number;
  readonly bytesDone?: number | undefined;
  readonly bytesTotal?: number | undefined;
  readonly filesDone?: number | undefined;
  readonly filesTotal?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
  readonly secondsRemaining?: number | undefined;
}

/** What keeps a queued job from being begun. */
export interface WaitView {
  readonly reason: 'SITE' | 'VAULT' | 'HOST' | 'DRILLS' | 'PAUSE' | 'MAINTENANCE';
  readonly name: string;
  /** How many jobs may run there at once. */
  readonly limit?: number | undefined;
  /** Of a pause. */
  readonly until?: string | undefined;
}

export interface ResultView {
  /** Of a backup: the size of the data, and what the vault grew by. */
  readonly sizeBytes?: number | undefined;
  readonly storedBytes?: number | undefined;
  readonly files?: number | undefined;
  /** Of a restore: where it is, and how much of it. */
  readonly restoredTo?: string | undefined;
  /** Of databases instead of files, where that is known. */
  readonly tables?: number | undefined;
  readonly bytes?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly replacedKeptAt?: string | undefined;
  readonly replacedKeptUntil?: string | undefined;
  /** Of retention: recovery points that expired and can still be brought back, that were, and that were removed for good. */
  readonly expired?: number | undefined;
  readonly returned?: number | undefined;
  readonly removed?: number | undefined;
  /** What the vault had grown by for those that were removed. */
  readonly removedBytes?: number | undefined;
  /** Of a clean-up: what it freed, and what is stored after it. */
  readonly freedBytes?: number | undefined;
  readonly afterBytes?: number | undefined;
  /** For how long it kept backups and restores from beginning. */
  readonly blockedMs?: number | undefined;
  /** Of a check of a vault: shares of its data that were read, and recovery points that it found damaged, whole again, gone, and new. */
  readonly shares?: number | undefined;
  /** Into how many its data is cut. */
  readonly sharesOf?: number | undefined;
  readonly damaged?: number | undefined;
  readonly healed?: number | undefined;
  readonly missing?: number | undefined;
  readonly adopted?: number | undefined;
  /** With how many something is wrong now, whenever that was found. */
  readonly stillDamaged?: number | undefined;
  readonly stillMissing?: number | undefined;
  /** Of a drill that passed. */
  readonly drilled?: DrilledView | undefined;
}

/** What a restore was asked to do. */
export interface RestoreView extends ChosenView {
  /** The instant whose state is restored; absent where its recovery point is not known any more. */
  readonly takenAt?: string | undefined;
  /** Of all databases of a point which they are; absent where that is not known, and for everything else. */
  readonly databases?: SomeNames | undefined;
  /** Where it lands: a path, or the URL of a server or of a database on it. */
  readonly place: string;
}

export interface WarningsView {
  readonly count: number;
  readonly first: readonly {
    readonly code?: string | undefined;
    readonly message: string;
    readonly subject?: string | undefined;
  }[];
}

export interface JobView {
  readonly id: string;
  readonly operation: JobViewOperation;
  readonly status: JobViewStatus;
  readonly subject: SubjectView;
  /** What the sizes of its result are of. */
  readonly sizeOf: Exclude<SizeOf, 'TABLES'>;
  /** Of a restore. */
  readonly restore?: RestoreView | undefined;
  readonly requestedBy: PersonView;
  readonly createdAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** 0 before the first. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** When a failed attempt is followed by the next. */
  readonly nextAttemptAt?: string | undefined;
  /** While it is queued, where it is more than a worker that is missing. */
  readonly waitsFor?: WaitView | undefined;
  readonly progress?: ProgressView | undefined;
  readonly error?: ErrorView | undefined;
  readonly warnings: WarningsView;
  readonly result?: ResultView | undefined;
  /** The objective: how long a restore of the item may take. */
  readonly rtoSeconds?: number | undefined;
  /** The job that does this one again. */
  readonly retriedAs?: string | undefined;
  readonly version: number;
}

export interface AlertView {
  readonly id: string;
  readonly kind: string;
  readonly severity: 'CRITICAL' | 'ERROR' | 'WARNING' | 'INFORMATIONAL';
  readonly condition: 'FIRED' | 'RESOLVED';
  readonly state: 'NEW' | 'ACKNOWLEDGED' | 'CLOSED';
  readonly count: number;
  /** Absent where it is about no item and no vault. */
  readonly subject?: SubjectView | undefined;
  /** The job in which it happened last. */
  readonly jobId?: string | undefined;
  readonly job?: { readonly operation: JobViewOperation; readonly status: JobViewStatus } | undefined;
  readonly error: ErrorView;
  /** Of an unusual change: the recovery point that it is about, while nobody has dismissed it. */
  readonly suspectPointId?: string | undefined;
  readonly firedAt: string;
  readonly lastFiredAt: string;
  /** Who acknowledged or closed it. */
  readonly changedBy?: PersonView | undefined;
  readonly version: number;
}
