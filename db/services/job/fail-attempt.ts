import { randomInt } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { failureKind } from '../../domain/alert.ts';
import { toErrorInfo } from '../../domain/errors.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { decideRetry } from '../../domain/retry.ts';
import { jobs } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Services } from '../context.ts';
import { endFailedDrill } from '../drill/finish.ts';
import { lookIntoDamage, REPOSITORY_DAMAGED } from '../verification/read-all.ts';
import { endJob } from './end-job.ts';
import { describeCancelled, itemIdOf, subjectOf, type Warnings } from '../../domain/job.ts';
import { tellFailureInBreach } from '../objective/failed-backup.ts';
import { assertHeld, endAttempt, type Hold } from './hold.ts';
import { queueJob } from './queue-job.ts';
import { recordEvent } from './record-event.ts';

/** Attempts that only settle, after the last one that works. */
const SETTLING_ATTEMPTS = 3;

const JITTER_STEPS = 1_000;

/**
 * Ends a failed attempt: with another attempt of the same job after a pause (`nextAttemptAt`) where that can help, else the job has FAILED
 * and an alert is raised. A job that was asked to stop is CANCELLED: what failed no longer matters.
 * The caller has taken back what the attempt began, or says that it is `unsettled`: then the job is handed out some times
 * more, beyond its attempts and also when it was asked to stop, for a later attempt to settle.
 * Damage that a job met has its repository read as a whole.
 *
 * @throws FencedError
 */
export async function failAttempt(
  services: Services,
  hold: Hold,
  failure: { error: ErrorInfo; warnings?: Warnings; unsettled?: boolean },
): Promise<{ ended: boolean }> {
  const error = toErrorInfo(failure.error);
  return services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const cancelling = job.status === 'CANCELLING';
    if (cancelling && !failure.unsettled) {
      await endJob(tx, { job, hold }, { status: 'CANCELLED', message: describeCancelled(job.operation) });
      return { ended: true };
    }
    const { unsettled } = failure;
    const maxAttempts = job.maxAttempts + (unsettled ? SETTLING_ATTEMPTS : 0);
    const decision = decideRetry({ error, attempt: hold.attempt, maxAttempts, unsettled, jitter: chance() });
    if (decision.retry) {
      // As the queue counts them.
      const seconds = Math.ceil(decision.delayMs / 1000);
      await endAttempt(tx, hold, { outcome: 'RETRIED', error });
      await tx
        .update(jobs)
        .set({
          status: cancelling ? 'CANCELLING' : 'QUEUED',
          progress: null,
          nextAttemptAt: sql`now() + make_interval(secs => ${seconds})`,
        })
        .where(eq(jobs.id, job.id));
      const message = `${error.message} Next attempt in ${seconds} s: ${decision.why}.`;
      await recordEvent(tx, { ...hold, type: 'attempt.failed', message, data: { code: error.code } });
      await queueJob(services, tx, { ...job, delayMs: decision.delayMs });
      return { ended: false };
    }
    if (error.code === REPOSITORY_DAMAGED) await lookIntoDamage(tx, job);
    if (job.operation === 'DRILL') {
      await endFailedDrill(services, tx, { job, hold, error, why: decision.why });
      return { ended: true };
    }
    await endJob(
      tx,
      { job, hold },
      {
        status: 'FAILED',
        message: `${error.message} Not tried again: ${decision.why}.`,
        error,
        ...(failure.warnings && { warnings: failure.warnings }),
      },
    );
    const subject = subjectOf(job);
    if (job.operation === 'BACKUP') await tellFailureInBreach(tx, itemIdOf(job), error);
    await raiseAlert(services, tx, {
      ...subject,
      kind: failureKind(job.operation),
      severity: 'ERROR',
      subjectId: subject.itemId ?? subject.vaultId,
      jobId: job.id,
      error,
    });
    return { ended: true };
  });
}

/** 0 to 1. */
function chance(): number {
  return randomInt(JITTER_STEPS + 1) / JITTER_STEPS;
}
