import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import {
  mayFollow,
  NO_WARNINGS,
  subjectOf,
  WARNINGS_KEPT,
  type JobStatus,
  type SubjectColumns,
  type Warnings,
} from '../../domain/job.ts';
import { NOW } from '../../schema/columns.ts';
import { jobs } from '../../schema/index.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import { audit } from '../audit.ts';
import { announceEnd } from '../outbox/announce-event.ts';
import { endAttempt, type Hold } from './hold.ts';
import { recordEvent } from './record-event.ts';

export interface JobEnd {
  readonly status: Extract<JobStatus, 'COMPLETED' | 'COMPLETED_WITH_WARNINGS' | 'FAILED' | 'CANCELLED'>;
  readonly message: string;
  readonly warnings?: Warnings;
  readonly error?: ErrorInfo;
  readonly result?: Record<string, string | number | null>;
}

const EVENT = {
  COMPLETED: 'job.completed',
  COMPLETED_WITH_WARNINGS: 'job.completed',
  FAILED: 'job.failed',
  CANCELLED: 'job.cancelled',
} as const;
const OUTCOME = {
  COMPLETED: 'COMPLETED',
  COMPLETED_WITH_WARNINGS: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;

/** A job whose row the caller has locked, and the fencing number it proved to hold it by. */
export interface HeldJob {
  readonly job: SubjectColumns & { readonly status: JobStatus };
  readonly hold: Hold;
}

/** Ends a job and its attempt, with everything that tells of it, in the caller's transaction (law 1). */
export async function endJob(tx: Transaction, held: HeldJob, end: JobEnd): Promise<void> {
  const { job, hold } = held;
  if (!mayFollow(job.status, end.status)) throw new Error(`${job.id} is ${job.status} and cannot become ${end.status}`);
  const warnings = end.warnings ?? NO_WARNINGS;
  await endAttempt(tx, hold, { outcome: OUTCOME[end.status], ...(end.error && { error: end.error }) });
  await tx
    .update(jobs)
    .set({
      status: end.status,
      endedAt: NOW,
      error: end.error ?? null,
      result: end.result ?? null,
      warnings: warnings.first.slice(0, WARNINGS_KEPT),
      warningCount: warnings.count,
      warningFile: warnings.file ?? null,
    })
    .where(eq(jobs.id, hold.jobId));
  await recordEvent(tx, { ...hold, type: EVENT[end.status], message: end.message });
  await audit({ actor: { type: 'system', component: 'worker' } }, tx, {
    action: 'job.ended',
    subjectId: hold.jobId,
    details: { status: end.status },
  });
  await resolveAlerts(tx, { kind: 'WORKER_LOST', ...subjectOf(job) });
  await announceEnd(tx, job.id);
}
