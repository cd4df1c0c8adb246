import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { isFinal, subjectOf, type JobOperation, type JobStatus, type SubjectColumns } from '../../domain/job.ts';
import { judgeCourse, WORK_NAME, type Stall, type StallCode } from '../../domain/stalled.ts';
import { findCourses, type RunningCourse } from '../../queries/courses.ts';
import { jobs } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import { isStallTold, resolveStalls } from '../alert/resolve-stalls.ts';
import type { Services } from '../context.ts';
import { SILENCE_SECONDS } from '../worker/notice-lost.ts';
import { recordEvent } from './record-event.ts';

/** So that one look never takes long; the next one goes on. */
const CHANGES_AT_ONCE = 50;

/**
 * Notices running jobs that stand still or take far longer than such jobs do (`judgeCourse`): raises an alert of the job and writes into
 * its log, once; what stood still and moves again is told too, and its alert resolves. With its attempt both end. Called again and
 * again by every gateway and worker; it never ends work. A job whose worker is silent is not told of here: that is told as such.
 *
 * @returns how many changes were told
 * @throws AggregateError what kept some from being told; the others were
 */
export async function noticeStalledJobs(services: Services): Promise<number> {
  const courses = await findCourses(services.db, SILENCE_SECONDS);
  const changes = courses.flatMap((running) => {
    const stall = judgeCourse(running.course);
    const raised = stall && !running.told.includes(stall.code) ? stall : undefined;
    const moves = running.told.includes(STANDS_STILL) && stall?.code !== STANDS_STILL;
    return raised || moves ? [{ running, raised, moves }] : [];
  });
  let told = 0;
  const troubles: unknown[] = [];
  for (const change of changes.slice(0, CHANGES_AT_ONCE)) {
    try {
      if (await services.db.transaction((tx) => tellChange(services, tx, change))) told += 1;
    } catch (error) {
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw new AggregateError(troubles, 'jobs that stand still could not be told of');
  return told;
}

const STANDS_STILL: StallCode = 'JOB_STANDS_STILL';

interface Change {
  readonly running: RunningCourse;
  readonly raised: Stall | undefined;
  readonly moves: boolean;
}

/** Tells a change unless someone else just did, or the job has moved since it was looked at. */
async function tellChange(services: Services, tx: Transaction, { running, raised, moves }: Change): Promise<boolean> {
  const job = await lockUnmoved(tx, running);
  if (!job) return false;
  const hold = { jobId: job.id, attempt: running.attempt };
  let told = false;
  if (moves && (await resolveStalls(tx, job.id, [STANDS_STILL]))) {
    await recordEvent(tx, {
      ...hold,
      type: 'job.moves-again',
      message: `The ${WORK_NAME[job.operation]} moves again.`,
    });
    told = true;
  }
  if (raised && !(await isStallTold(tx, job.id, raised.code))) {
    await tellStall(services, tx, { job, attempt: running.attempt, stall: raised });
    told = true;
  }
  return told;
}

async function lockUnmoved(tx: Transaction, { jobId, attempt, movedAt }: RunningCourse) {
  const unmoved = sql`${jobs.movedAt} is not distinct from ${movedAt}::timestamptz`;
  const [job] = await tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.id, jobId), eq(jobs.attempt, attempt), unmoved))
    .for('no key update', { skipLocked: true });
  return job && !isFinal(job.status) && job.status !== 'QUEUED' ? job : undefined;
}

async function tellStall(
  services: Services,
  tx: Transaction,
  { job, attempt, stall }: { job: StalledJob; attempt: number; stall: Stall },
): Promise<void> {
  const error = stallError(job, stall);
  await recordEvent(tx, { jobId: job.id, attempt, type: 'job.stalled', message: error.message });
  await raiseAlert(services, tx, {
    ...subjectOf(job),
    kind: 'JOB_STALLED',
    severity: 'WARNING',
    // Of several jobs at an item each is told of, and resolved, by itself.
    subjectId: job.id,
    jobId: job.id,
    error,
  });
}

type StalledJob = SubjectColumns & { readonly operation: JobOperation; readonly status: JobStatus };

function stallError({ operation, status }: StalledJob, { code, reason }: Stall): ErrorInfo {
  const message = `The ${WORK_NAME[operation]} ${reason}.`;
  return {
    code,
    message,
    ...(status === 'CANCELLING' ? STILL_CANCELLING : EXPLAINED[code]),
    retryable: true,
    fault: 'SERVICE',
  };
}

type Explained = Pick<ErrorInfo, 'cause' | 'remedy'>;

const EXPLAINED: Record<StallCode, Explained> = {
  JOB_STANDS_STILL: {
    cause: 'The source, the network or the vault does not answer, or somebody else holds a lock that it waits for.',
    remedy:
      "Look at the worker's log, the network, and who holds a lock on the vault. If nothing helps, cancel the job and retry it.",
  },
  JOB_SLOW: {
    cause: 'There is more to do than before, or the source, the network or the vault is slower than it was.',
    remedy:
      'Look at how fast it goes and at what else uses the source, the network and the vault. It goes on by itself; cancel it only if it should not.',
  },
};

/** What is wrong with a job that does not stop though it was asked to. */
export const STILL_CANCELLING: Explained = {
  cause: 'It was asked to stop and has not yet taken back what it began.',
  remedy:
    "Look at the worker's log, the network and the vault. A worker that is started again takes the job up where it is.",
};
