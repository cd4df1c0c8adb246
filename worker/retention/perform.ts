import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { findAttempt } from '@holdfast/db/queries/runs';
import { applyRetention, type AppliedStep } from '@holdfast/db/services/retention/apply';
import { finishRetention } from '@holdfast/db/services/retention/finish';
import { joinWarnings, oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { removePoints } from './remove-points.ts';
import type { RetentionJob } from './retention-job.ts';

/** Deletes softly what no rule keeps, brings back what one keeps again, removes what was deleted long enough ago, and ends the job. */
export async function performRetention(retention: RetentionJob): Promise<void> {
  const { run } = retention;
  await run.startTask('Apply retention rules');
  const applied = await applyToAll(retention);
  await run.startTask('Remove deleted points');
  const removed = await removePoints(retention);
  faultPoint('retention.before-end');
  await end(retention, joinWarnings([applied, removed]));
}

async function applyToAll({ worker, run, items }: RetentionJob): Promise<Warnings> {
  let warnings = NO_WARNINGS;
  let done = 0;
  let after: string | null = null;
  for (;;) {
    const from: string | null = after;
    const step: AppliedStep = await persist(run.signal, () => applyRetention(worker.services, run.hold, from));
    if (step.last === null) return warnings;
    faultPoint('retention.step-applied');
    after = step.last;
    done += step.items;
    run.progress({ percent: items === 0 ? 100 : Math.min(100, (100 * done) / items) });
    warnings = joinWarnings([warnings, ...step.unreadable.map((name) => oneWarning(unreadable(name)))]);
    run.signal.throwIfAborted();
  }
}

function unreadable(name: string) {
  return {
    code: 'RETENTION_UNREADABLE',
    message:
      'Its policy holds retention rules, or a time zone, that this worker cannot read; nothing of it was touched.',
    subject: name,
  };
}

/** While the store does not answer it asks again; an answer that was lost is read, never assumed (law 2). */
async function end({ worker, run }: RetentionJob, warnings: Warnings): Promise<void> {
  try {
    await persist(run.signal, () => finishRetention(worker.services, run.hold, warnings));
  } catch (error) {
    const patience = AbortSignal.timeout(worker.patienceMs);
    const attempt = await persist(patience, () => findAttempt(worker.services.db, run.hold));
    if (attempt?.outcome !== 'COMPLETED') throw error;
  }
}
