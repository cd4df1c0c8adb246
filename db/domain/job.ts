import type { BackupType } from './recovery-point.ts';

/** What a job can be, in the order it usually goes. */
export const JOB_STATUSES = [
  'QUEUED',
  'WAITING_APPROVAL',
  'IN_PROGRESS',
  'COMPLETED',
  'COMPLETED_WITH_WARNINGS',
  'FAILED',
  'CANCELLING',
  'CANCELLED',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const JOB_OPERATIONS = [
  'BACKUP',
  'RESTORE',
  'CONFIGURE_BACKUP',
  'DISABLE_BACKUP',
  'DELETE_BACKUP_DATA',
  'UNDELETE',
  'CROSS_REGION_RESTORE',
  'VERIFY',
  'DRILL',
  'RETENTION',
  'PRUNE',
  'REPLICATE',
] as const;
export type JobOperation = (typeof JOB_OPERATIONS)[number];

/** What is done for a vault as a whole, once a day by itself. */
export type VaultTaskOperation = Extract<JobOperation, 'RETENTION' | 'VERIFY' | 'PRUNE'>;

/** What a job is about: an item or, of work on all that a vault holds, the vault. */
export type JobSubject =
  | { readonly itemId: string; readonly vaultId?: never }
  | { readonly vaultId: string; readonly itemId?: never };

/** What the row of a job says of its subject: the store holds it to exactly one of both. */
export interface SubjectColumns {
  readonly id: string;
  readonly itemId: string | null;
  readonly vaultId: string | null;
}

/** The subject of a job's row. @throws Error for a row with none, which the store does not take */
export function subjectOf({ id, itemId, vaultId }: SubjectColumns): JobSubject {
  if (itemId !== null) return { itemId };
  if (vaultId !== null) return { vaultId };
  throw new Error(`${id} is about nothing`);
}

/** The item of a job whose operation is always about one. @throws Error for a job of a vault: a defect */
export function itemIdOf({ id, itemId }: Pick<SubjectColumns, 'id' | 'itemId'>): string {
  if (itemId !== null) return itemId;
  throw new Error(`${id} is about no item`);
}

/** Each status and those that may follow it. A status with none is final. */
const FOLLOWING: Record<JobStatus, readonly JobStatus[]> = {
  QUEUED: ['IN_PROGRESS', 'CANCELLING', 'CANCELLED', 'FAILED'],
  WAITING_APPROVAL: ['QUEUED', 'CANCELLED', 'FAILED'],
  IN_PROGRESS: ['QUEUED', 'COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLING'],
  // A restore that is past its swap when it is told to stop completes: the target is wholly new.
  CANCELLING: ['CANCELLED', 'FAILED', 'COMPLETED', 'COMPLETED_WITH_WARNINGS'],
  COMPLETED: [],
  COMPLETED_WITH_WARNINGS: [],
  FAILED: [],
  CANCELLED: [],
};

/** Whether a job may go from one status to the other. `IN_PROGRESS` to `QUEUED` is the way of an automatic retry. */
export function mayFollow(from: JobStatus, to: JobStatus): boolean {
  return FOLLOWING[from].includes(to);
}

/** Whether the job has ended: nothing about it changes any more. */
export function isFinal(status: JobStatus): boolean {
  return FOLLOWING[status].length === 0;
}

export const OPEN_STATUSES = JOB_STATUSES.filter((status) => !isFinal(status));

/** How one attempt at a job ended. `LOST`: its worker died or was cut off; `RETRIED`: it failed and another attempt follows. */
export const ATTEMPT_OUTCOMES = ['COMPLETED', 'FAILED', 'CANCELLED', 'LOST', 'RETRIED'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** How far a run is. Bytes and files of what it reads or writes; absent where not known yet. */
export interface JobProgress {
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

/** Something a job left out or could not do, told with the result instead of failing it. */
export interface JobWarning {
  readonly code: string;
  readonly message: string;
  /** What it is about: a path, a role's name. */
  readonly subject?: string | undefined;
}

/**
 * The code of the warning of a job whose point was found in its vault. The journal that told what its backup could not read is lost: whether
 * anything lacks is not known.
 */
export const REBUILT_FROM_VAULT = 'REBUILT_FROM_VAULT';

/** What was left out: the first ones, how many in all, and the file on the worker's disk that lists every one. */
export interface Warnings {
  readonly first: readonly JobWarning[];
  readonly count: number;
  readonly file?: string | undefined;
}

/** Warnings of a backup that tell of earlier points: its own is whole. At most one a part, before all others. */
const OF_EARLIER_POINTS: ReadonlySet<string> = new Set(['STORED_AGAIN', 'REPOSITORY_DAMAGED']);

/** How many of a backup's warnings tell of what its point lacks, or may lack. */
export function countLacking({ first, count }: Warnings): number {
  return count - first.filter(({ code }) => OF_EARLIER_POINTS.has(code)).length;
}

/** Whether a backup met damage of what its vault stored before. */
export function tellOfDamage({ first }: Warnings): boolean {
  return first.some(({ code }) => OF_EARLIER_POINTS.has(code));
}

export const NO_WARNINGS: Warnings = { first: [], count: 0 };

/** How many warnings a job's row keeps; the rest stand in the file the row names. */
export const WARNINGS_KEPT = 100;

/**
 * The key under which one open job at most may exist (DESIGN 4): the item for full, differential and incremental backups, its
 * stream of logs for those, the target for restores, the item for drills, the vault at a site for work on all that it holds.
 */
export function exclusionKey(
  subject:
    | { backupOf: string; type: BackupType }
    | { restoreTo: string; site: string }
    | { drillOf: string }
    | { taskOf: string; operation: VaultTaskOperation; site: string },
): string {
  if ('backupOf' in subject) return `${subject.type === 'LOG' ? 'log' : 'backup'}:${subject.backupOf}`;
  if ('drillOf' in subject) return `drill:${subject.drillOf}`;
  if ('taskOf' in subject) return `${subject.operation.toLowerCase()}:${subject.site}:${subject.taskOf}`;
  return `restore:${subject.site}:${subject.restoreTo}`;
}

/** Everything that can happen to a job, in the words its log and its message's thread show. */
export type JobEventType =
  | 'job.queued'
  | 'job.waits'
  | 'job.cancel-requested'
  | 'job.cancelled'
  | 'job.completed'
  | 'job.failed'
  | 'job.rebuilt'
  | 'attempt.started'
  | 'attempt.failed'
  | 'attempt.lost'
  | 'worker.silent'
  | 'job.stalled'
  | 'job.moves-again'
  | 'job.not-judged'
  | 'task.started'
  | 'backup.adopted'
  | 'leftover.removed'
  | 'retention.applied'
  | 'retention.removed'
  | 'restore.roles-created'
  | 'restore.swapped'
  | 'verify.damage-found'
  | 'verify.healed'
  | 'verify.read'
  | 'reconcile.adopted'
  | 'reconcile.missing'
  | 'prune.measured'
  | 'prune.waits'
  | 'prune.unblocked'
  | 'prune.freed'
  | 'drill.rechosen'
  | 'drill.probed';

/** What is told in the thread of a job's message; the rest shows in the message itself or matters to the log alone. */
const MILESTONES: ReadonlySet<JobEventType> = new Set([
  'job.cancel-requested',
  'attempt.failed',
  'attempt.lost',
  'worker.silent',
  'job.stalled',
  'job.moves-again',
  'job.not-judged',
  'task.started',
  'backup.adopted',
  'leftover.removed',
  'restore.roles-created',
  'restore.swapped',
  'verify.damage-found',
  'verify.healed',
  'reconcile.adopted',
  'reconcile.missing',
  'drill.rechosen',
]);

export function isMilestone(type: JobEventType): boolean {
  return MILESTONES.has(type);
}

/** What the log says at the end of a job that was asked to stop. */
export function describeCancelled(operation: JobOperation): string {
  if (operation === 'RETENTION' || operation === 'PRUNE') return 'Cancelled; what it did until then stays done.';
  if (operation === 'VERIFY') return 'Cancelled; what it found until then stays known.';
  return 'Cancelled; nothing was left behind.';
}
