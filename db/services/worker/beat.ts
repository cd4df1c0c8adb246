import { and, eq, isNull } from 'drizzle-orm';
import type { JobStatus } from '../../domain/job.ts';
import { NOW } from '../../schema/columns.ts';
import { jobAttempts, jobs, workers } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { leaseEnd } from '../job/begin-attempt.ts';

/** An attempt that the store says this worker holds, and what is wanted of it. */
export interface HeldAttempt {
  readonly jobId: string;
  readonly attempt: number;
  readonly status: JobStatus;
}

/**
 * A worker's sign of life: renews the leases of its open attempts and says which those are. An attempt the worker runs
 * that is not among them has lost its job. A worker that was taken for lost and is heard again is no longer lost.
 */
export async function beat(services: Services, workerId: string): Promise<HeldAttempt[]> {
  return services.db.transaction(async (tx) => {
    await tx.update(workers).set({ heartbeatAt: NOW, lostAt: null }).where(eq(workers.id, workerId));
    return tx
      .update(jobAttempts)
      .set({ leaseUntil: leaseEnd() })
      .from(jobs)
      .where(and(eq(jobAttempts.workerId, workerId), isNull(jobAttempts.endedAt), eq(jobs.id, jobAttempts.jobId)))
      .returning({ jobId: jobAttempts.jobId, attempt: jobAttempts.number, status: jobs.status });
  });
}
