import type { Transaction } from '../../client.ts';
import { jobEvents } from '../../schema/index.ts';

/** Everything that can happen to a job, in the words its log and its message's thread show. */
export type JobEventType =
  | 'job.queued'
  | 'job.cancel-requested'
  | 'job.cancelled'
  | 'job.completed'
  | 'job.failed'
  | 'attempt.started'
  | 'attempt.failed'
  | 'attempt.lost'
  | 'worker.silent'
  | 'task.started'
  | 'backup.adopted'
  | 'leftover.removed'
  | 'restore.swapped';

/** Adds one line to a job's append-only log, in the caller's transaction. */
export async function recordEvent(
  tx: Transaction,
  event: {
    jobId: string;
    attempt: number;
    type: JobEventType;
    message: string;
    data?: Record<string, string | number | boolean | null>;
  },
): Promise<void> {
  await tx.insert(jobEvents).values(event);
}
