import type { JobOperation, JobProgress } from './job.ts';
import { lasting } from './lasting.ts';

const MINUTE_S = 60;
const STILL_AT_LEAST_S = 10 * MINUTE_S;
const STILL_WITHOUT_HISTORY_S = 30 * MINUTE_S;
const STILL_IN_SILENT_WORK_S = 120 * MINUTE_S;
const SLOW_FACTOR = 3;
const SLOW_BY_AT_LEAST_S = 30 * MINUTE_S;

/** Sooner than this since it last moved, and since it began, no job is told of, whatever it usually needs. In seconds. */
export const NEVER_TOLD_BEFORE = { still: STILL_AT_LEAST_S, running: SLOW_BY_AT_LEAST_S } as const;

/** How many of the last successful jobs say what is usual. */
export const JOBS_COMPARED = 20;

/**
 * Work of which long parts say nothing (the engine reads back what it restored, a server builds its indexes, the engine forgets, or reads a
 * share of a vault, or checks the structure), and whose size differs from one time to the next: a restore may be of one file or of everything.
 * What it took before says nothing of it.
 */
const SILENT_WORK: ReadonlySet<JobOperation> = new Set([
  'RESTORE',
  'CROSS_REGION_RESTORE',
  'RETENTION',
  'VERIFY',
  'PRUNE',
]);

/** How an attempt goes, beside what such jobs needed before. In seconds. */
export interface Course {
  readonly operation: JobOperation;
  /** What the last successful jobs of the operation on the same item or vault took, in any order. */
  readonly past: readonly number[];
  /** Since the attempt began. */
  readonly running: number;
  /** Since it last got further. */
  readonly still: number;
  /** How often it was told already that this attempt stands still. */
  readonly toldBefore: number;
}

/** Nothing has moved for too long; or it moves, and takes far longer than such jobs do. */
export const STALL_CODES = ['JOB_STANDS_STILL', 'JOB_SLOW'] as const;
export type StallCode = (typeof STALL_CODES)[number];

export interface Stall {
  readonly code: StallCode;
  /** The rest of a sentence about the job, with both numbers. */
  readonly reason: string;
}

/** Whether a report says more than the one before: another task, or more of the same one. What only looks different has not moved. */
export function gotFurther(before: JobProgress | null, now: JobProgress): boolean {
  if (before?.task !== now.task) return true;
  return (
    now.percent > before.percent ||
    (now.bytesDone ?? 0) > (before.bytesDone ?? 0) ||
    (now.filesDone ?? 0) > (before.filesDone ?? 0)
  );
}

/**
 * What is wrong with how an attempt goes, if anything. It stands still when nothing has moved for half of what such a job usually
 * takes, ten minutes at least, or for half an hour where none has succeeded before. It is slow when it takes three times what nine in ten took,
 * and half an hour more than usual. Longer jobs before never make this stricter. Restores, retention, checks and clean-ups are told of after two hours in
 * which nothing moved, and never as slow. Whenever an attempt was told of before it may be still for twice as long.
 */
export function judgeCourse({ operation, past, running, still, toldBefore }: Course): Stall | undefined {
  const patience = 2 ** Math.min(toldBefore, 10);
  if (SILENT_WORK.has(operation)) {
    if (still <= STILL_IN_SILENT_WORK_S * patience) return undefined;
    return { code: 'JOB_STANDS_STILL', reason: `has not moved for ${lasting(still)}` };
  }
  const sorted = past.toSorted((a, b) => a - b);
  const usual = quantile(sorted, 0.5);
  const name = WORK_NAME[operation];
  if (usual === undefined) {
    if (still <= STILL_WITHOUT_HISTORY_S * patience) return undefined;
    return {
      code: 'JOB_STANDS_STILL',
      reason: `has not moved for ${lasting(still)}; no ${name} of it has succeeded before`,
    };
  }
  const comparison = `a ${name} of it usually takes ${lasting(usual)} (the median of ${past.length})`;
  if (still > Math.max(STILL_AT_LEAST_S, usual / 2) * patience) {
    return { code: 'JOB_STANDS_STILL', reason: `has not moved for ${lasting(still)}; ${comparison}` };
  }
  const longest = quantile(sorted, 0.9) ?? usual;
  if (running > Math.max(SLOW_FACTOR * longest, usual + SLOW_BY_AT_LEAST_S)) {
    return { code: 'JOB_SLOW', reason: `has run for ${lasting(running)}; ${comparison}` };
  }
  return undefined;
}

/** The smallest value that this share of all does not exceed; undefined of none. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** What a job of an operation is, in words. */
export const WORK_NAME: Record<JobOperation, string> = {
  BACKUP: 'backup',
  RESTORE: 'restore',
  CONFIGURE_BACKUP: 'configuration',
  DISABLE_BACKUP: 'stopping of protection',
  DELETE_BACKUP_DATA: 'deletion',
  UNDELETE: 'return of deleted points',
  CROSS_REGION_RESTORE: 'restore',
  VERIFY: 'verification',
  DRILL: 'drill',
  RETENTION: 'run of retention',
  PRUNE: 'clean-up of a vault',
  REPLICATE: 'replication',
};
