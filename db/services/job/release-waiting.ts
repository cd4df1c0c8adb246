import { isDeepStrictEqual } from 'node:util';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { admit, type Wait } from '../../domain/admission.ts';
import { pausedUntil, pausesSchema } from '../../domain/site.ts';
import { isAnyWaiting, waitingJobs, type WaitingJob } from '../../queries/waiting-jobs.ts';
import { loadsAt, placeOf, runningJobs, type Place } from '../../queries/running-jobs.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { queueJob } from './queue-job.ts';

/**
 * Hands out again the jobs that their limits and pauses let begin now, the oldest first; `beginAttempt` has the last word.
 * Called again and again by every worker, and whenever one of its jobs has ended, so that no job waits for a place that is free. Any
 * number may call it at once.
 * @returns how many were handed out
 */
export async function releaseWaiting(services: Services): Promise<number> {
  if (!(await isAnyWaiting(services.db))) return 0;
  return services.db.transaction(async (tx) => {
    const waiting = await waitingJobs(tx);
    const now = await scheduleNow(tx);
    const running = await runningJobs(tx);
    let released = 0;
    for (const job of waiting) {
      const place = placeOf(job);
      const wait = judge(job, { now, running, place });
      if (wait) await keepWaiting(tx, job, wait);
      else if (await release(services, tx, job)) {
        running.push(place);
        released++;
      }
    }
    return released;
  });
}

function judge(job: WaitingJob, at: { now: Date; running: readonly Place[]; place: Place }): Wait | null {
  const pauses = pausesSchema.safeParse(job.pauses);
  return admit({
    operation: job.operation,
    site: job.site.name,
    pausedUntil: pauses.success ? pausedUntil(pauses.data, at.now) : null,
    loads: loadsAt(at.place, { site: job.site, vault: job.vault }, at.running),
  });
}

/** Who looks at the job sees what it waits for now, not what it first waited for. */
async function keepWaiting(tx: Transaction, { id, waitsFor }: WaitingJob, wait: Wait): Promise<void> {
  if (isDeepStrictEqual(wait, waitsFor)) return;
  await tx
    .update(jobs)
    .set({ waitsFor: wait })
    .where(and(eq(jobs.id, id), isNotNull(jobs.waitsFor)));
}

async function release(services: Services, tx: Transaction, job: WaitingJob): Promise<boolean> {
  const [released] = await tx
    .update(jobs)
    .set({ waitsFor: null })
    .where(and(eq(jobs.id, job.id), isNotNull(jobs.waitsFor)))
    .returning({ id: jobs.id });
  if (!released) return false;
  await queueJob(services, tx, job);
  return true;
}
