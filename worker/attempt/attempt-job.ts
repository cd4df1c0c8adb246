import { findAttempt, findOpenAttempt } from '@holdfast/db/queries/runs';
import { FencedError, HoldfastError } from '@holdfast/db/domain/errors';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishCancel } from '@holdfast/db/services/job/finish-cancel';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import type { Hold } from '@holdfast/db/services/job/hold';
import { persist } from '../process/persist.ts';
import type { Worker } from '../worker.ts';
import { internalError, storeOutOfReach, workerLostTooOften, workerStopping } from './errors.ts';
import { logEnd } from './log-end.ts';
import { openRun, type Run } from './run.ts';
import { NotTakenYetError, type Place } from './running.ts';
import { stopReason } from './stop-reason.ts';
import { takeOverIfGone } from './take-over.ts';
import { UnsettledError } from './unsettled.ts';

/** What a kind of job does in an attempt. */
export interface AttemptWork {
  /**
   * Deals with what earlier attempts left: adopts what they finished (then the job is ended and true comes back), else
   * takes it all back. With `adopt` false it only takes back. May be called any number of times.
   */
  settle(run: Run, adopt: boolean): Promise<boolean>;
  /** Does the job and ends it. When it throws it has taken back what it began, as far as a living process can. */
  perform(run: Run): Promise<void>;
}

/**
 * One delivery of a job: takes it if nobody holds it, settles what earlier attempts left, and runs it to an end that is
 * told. A delivery of a job that has ended or is held does nothing.
 */
export async function attemptJob(
  worker: Worker,
  jobId: string,
  prepare: (run: Run) => Promise<AttemptWork>,
): Promise<void> {
  const place = worker.running.enter(jobId);
  if (!place) return assertItsOwn(worker, jobId);
  try {
    const begun = await beginAttempt(worker.services, { jobId, workerId: worker.id });
    if (begun.kind === 'ENDED' || begun.kind === 'WAITS') return;
    if (begun.kind === 'HELD') {
      place.leave();
      await takeOverIfGone(worker, { jobId, attempt: begun.attempt });
      return;
    }
    const hold = { jobId, attempt: begun.attempt };
    place.take(hold);
    await runAttempt(worker, { hold, mode: begun.mode, maxAttempts: begun.maxAttempts, place, prepare });
    place.leave();
    await logEnd(worker, hold);
    await handPlaceOn(worker);
  } finally {
    place.leave();
  }
}

/**
 * A second delivery of a job that this process runs does nothing, as long as the job is really its own: where its attempt was declared
 * lost meanwhile, the delivery is the job's next turn and must come again.
 * @throws NotTakenYetError
 */
async function assertItsOwn(worker: Worker, jobId: string): Promise<void> {
  const open = await findOpenAttempt(worker.services.db, jobId);
  const own = worker.running.holds().find((hold) => hold.jobId === jobId);
  if (!open || open.attempt !== own?.attempt) throw new NotTakenYetError(jobId);
}

/** Whoever waited for this run's place gets it now; were it not told here, the supervisor would see it two seconds later. */
async function handPlaceOn(worker: Worker): Promise<void> {
  const tell = (error: unknown) => worker.log.warn({ error }, 'could not hand on the place of a run that ended');
  const done = await releaseWaiting(worker.services, { siteId: worker.siteId }).catch(tell);
  done?.troubles.forEach(tell);
}

interface Begun {
  readonly hold: Hold;
  readonly mode: 'RUN' | 'SETTLE' | 'CANCEL';
  readonly maxAttempts: number;
  readonly place: Place;
  readonly prepare: (run: Run) => Promise<AttemptWork>;
}

async function runAttempt(worker: Worker, begun: Begun): Promise<void> {
  const { hold, mode, place } = begun;
  try {
    const directory = await worker.directories.make(hold);
    if (hold.attempt > 1 && (await settleEarlier(worker, begun, directory))) return;
    if (mode === 'CANCEL') return await persist(place.settling, () => finishCancel(worker.services, hold));
    if (mode === 'SETTLE') throw await whyGivenUp(worker, begun);
    using run = openRun(worker, { hold, signal: place.signal, directory });
    const work = await begun.prepare(run);
    await work.perform(run);
  } catch (error) {
    await endBadly(worker, begun, error);
  }
}

/** What the last attempt failed of; where it was lost with its worker, that. */
async function whyGivenUp(worker: Worker, { hold, place, maxAttempts }: Begun): Promise<HoldfastError> {
  // Attempts beyond those only settle: what they fail of is not why the job failed.
  const last = { jobId: hold.jobId, attempt: Math.min(hold.attempt - 1, maxAttempts) };
  const attempt = await persist(place.settling, () => findAttempt(worker.services.db, last));
  return attempt?.error ? new HoldfastError(attempt.error) : workerLostTooOften(last.attempt);
}

/** @throws UnsettledError */
async function settleEarlier(worker: Worker, begun: Begun, directory: string): Promise<boolean> {
  const { hold, mode, place } = begun;
  try {
    using run = openRun(worker, { hold, signal: place.settling, directory });
    const work = await begun.prepare(run);
    return await work.settle(run, mode !== 'CANCEL');
  } catch (error) {
    throw new UnsettledError(error);
  }
}

/** Tells the store how the attempt ended, unless it already knows: an answer that was lost is read again, never assumed. */
async function endBadly(worker: Worker, { hold, place }: Begun, thrown: unknown): Promise<void> {
  const patience = AbortSignal.timeout(worker.patienceMs);
  const attempt = await persist(patience, () => findAttempt(worker.services.db, hold));
  if (!attempt || attempt.outcome) return;
  const cause = thrown instanceof UnsettledError ? thrown.cause : thrown;
  const reason = stopReason(place.settling) ?? stopReason(place.signal);
  if (reason === 'FENCED' || cause instanceof FencedError) return;
  // A run whose lease ends leaves what it stored to whoever holds the job next.
  const unsettled = thrown instanceof UnsettledError || reason === 'LEASE_ENDING';
  if (reason === 'CANCELLED' && !unsettled) return persist(patience, () => finishCancel(worker.services, hold));
  const error = nameError(cause, reason);
  if (error.code === 'INTERNAL') worker.log.error({ ...hold, error: cause }, 'a defect ended an attempt');
  await persist(patience, () => failAttempt(worker.services, hold, { error, unsettled }));
}

function nameError(error: unknown, reason: ReturnType<typeof stopReason>): HoldfastError {
  if (reason === 'STOPPING') return workerStopping();
  if (reason === 'LEASE_ENDING') return storeOutOfReach();
  return error instanceof HoldfastError ? error : internalError();
}
