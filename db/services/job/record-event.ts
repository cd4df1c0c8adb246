import type { Transaction } from '../../client.ts';
import { isMilestone, type JobEventType } from '../../domain/job.ts';
import { jobEvents } from '../../schema/index.ts';
import { announceEvent } from '../outbox/announce-event.ts';

/** Adds one line to a job's append-only log, and to the thread of its messages where it is a milestone, in the caller's transaction. */
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
  const [line] = await tx.insert(jobEvents).values(event).returning({ seq: jobEvents.seq, at: jobEvents.at });
  if (line && isMilestone(event.type)) {
    await announceEvent(tx, { ...line, jobId: event.jobId, message: event.message });
  }
}
