import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { actorRecord } from '../../domain/actor.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { isFinal } from '../../domain/job.ts';
import { jobs } from '../../schema/index.ts';
import { NOW } from '../../schema/columns.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { retellStalls } from '../alert/resolve-stalls.ts';
import { announceEnd } from '../outbox/announce-event.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { STILL_CANCELLING } from './notice-stalled.ts';
import { queueJob } from './queue-job.ts';
import { recordEvent } from './record-event.ts';

const schema = z.strictObject({ jobId: idSchema('job') });
const mutation = { name: 'cancelJob', action: 'job.cancel', schema } as const;

/**
 * Asks a job to stop. One that never began is cancelled at once; one that did goes to CANCELLING until its worker has
 * taken back what it began (law 12). Asking again changes nothing.
 *
 * @throws NotFoundError; ConflictError JOB_ENDED
 */
export async function cancelJob(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { jobId }) => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, jobId)).for('no key update');
    if (!job) throw new NotFoundError('job', jobId);
    if (isFinal(job.status)) throw jobEnded(jobId, job.status);
    if (job.status === 'CANCELLING') return { jobId };
    const cancelRequestedBy = actorRecord(ctx.actor);
    const neverBegan = job.attempt === 0;
    await tx
      .update(jobs)
      .set(
        neverBegan
          ? { status: 'CANCELLED', endedAt: NOW, cancelRequestedBy, ...NO_WAIT }
          : { status: 'CANCELLING', cancelRequestedBy, ...NO_WAIT, nextAttemptAt: null },
      )
      .where(eq(jobs.id, jobId));
    // It may be waiting for its next attempt, minutes from now, or for a place, without any delivery.
    if (!neverBegan && job.status === 'QUEUED') await queueJob(ctx, tx, job);
    await recordEvent(tx, {
      jobId,
      attempt: job.attempt,
      type: neverBegan ? 'job.cancelled' : 'job.cancel-requested',
      message: neverBegan ? 'Cancelled before it began.' : 'Asked to stop.',
    });
    if (neverBegan) await announceEnd(tx, jobId);
    else await retellStalls(tx, jobId, STILL_CANCELLING);
    await audit(ctx, tx, { action: 'job.cancel-requested', subjectId: jobId });
    return { jobId };
  });
}

const NO_WAIT = { waitsFor: null, releasedAt: null } as const;

function jobEnded(jobId: string, status: string): ConflictError {
  return new ConflictError({
    code: 'JOB_ENDED',
    message: `${jobId} has already ended: ${status}.`,
    cause: 'Only a job that is still open can be cancelled.',
    remedy: 'Nothing to do.',
    jobId,
  });
}
