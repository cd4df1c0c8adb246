import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { subjectOf, type SubjectColumns } from '../../domain/job.ts';
import { enqueue } from '../../queues/enqueue.ts';
import { NOW } from '../../schema/columns.ts';
import { jobAttempts, jobs, workers } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Services } from '../context.ts';
import { recordEvent } from '../job/record-event.ts';

/** A worker beats once a second; after this silence it counts as lost. With the supervisor's pause it is noticed within 15 s. */
export const SILENCE_SECONDS = 10;

/**
 * Notices workers that fell silent: says so on their open jobs, raises an alert, and asks their site to reconcile. Called
 * again and again by every gateway and worker, so that a dead only worker is noticed too; asks again while an attempt of
 * a lost worker stays open. Taking over is the reconciler's: it must prove the worker gone first.
 *
 * @returns how many workers were newly found lost
 */
export async function noticeLostWorkers(services: Services): Promise<number> {
  return services.db.transaction(async (tx) => {
    const lost = await tx
      .update(workers)
      .set({ lostAt: NOW })
      .where(
        and(
          isNull(workers.stoppedAt),
          isNull(workers.lostAt),
          sql`${workers.heartbeatAt} < now() - make_interval(secs => ${SILENCE_SECONDS})`,
        ),
      )
      .returning({ id: workers.id });
    const newly = new Set(lost.map((worker) => worker.id));
    for (const open of await openAttemptsOfTheLost(tx)) {
      if (newly.has(open.workerId)) await tellLost(services, tx, open);
      await enqueue(services.boss, tx, {
        name: 'job.reconcile',
        siteId: open.siteId,
        payload: { jobId: open.job.id },
        key: open.job.id,
      });
    }
    return lost.length;
  });
}

function openAttemptsOfTheLost(tx: Transaction) {
  return tx
    .select({
      job: { id: jobs.id, itemId: jobs.itemId, vaultId: jobs.vaultId },
      siteId: jobs.siteId,
      attempt: jobAttempts.number,
      workerId: workers.id,
    })
    .from(jobAttempts)
    .innerJoin(workers, eq(workers.id, jobAttempts.workerId))
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .where(and(isNull(jobAttempts.endedAt), sql`${workers.lostAt} is not null`));
}

async function tellLost(
  services: Services,
  tx: Transaction,
  open: { job: SubjectColumns; attempt: number; workerId: string },
): Promise<void> {
  await recordEvent(tx, {
    jobId: open.job.id,
    attempt: open.attempt,
    type: 'worker.silent',
    message: `The worker has not been heard of for ${SILENCE_SECONDS} s.`,
  });
  await raiseAlert(services, tx, {
    ...subjectOf(open.job),
    kind: 'WORKER_LOST',
    severity: 'WARNING',
    subjectId: open.workerId,
    jobId: open.job.id,
    error: WORKER_SILENT,
  });
}

const WORKER_SILENT: ErrorInfo = {
  code: 'WORKER_SILENT',
  message: 'A worker fell silent in the middle of a job.',
  cause: 'Its process was killed, its machine went down, or it cannot reach the store.',
  remedy: 'Start a worker on the same machine: it takes the job over. If it runs, check its way to the store.',
  retryable: true,
  fault: 'SERVICE',
};
