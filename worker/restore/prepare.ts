import { findJobForRun, findPointForRestore } from '@holdfast/db/queries/runs';
import { fingerprint } from '@holdfast/db/domain/fingerprint';
import type { AttemptWork } from '../attempt/attempt-job.ts';
import type { Run } from '../attempt/run.ts';
import { persist } from '../process/persist.ts';
import { openVaultRepository } from '../repository/open.ts';
import { openDriver } from '../sources/registry.ts';
import type { Worker } from '../worker.ts';
import { planChanged, pointGone } from './errors.ts';
import { performRestore } from './perform.ts';
import type { RestoreJob } from './restore-job.ts';
import { settleRestore } from './settle.ts';

/** Everything an attempt at a restore needs, read afresh. What runs is what was planned: the plan is checked by its hash (law 8). */
export async function prepareRestore(worker: Worker, run: Run): Promise<AttemptWork> {
  const found = await persist(run.signal, () => findJobForRun(worker.services.db, run.hold.jobId));
  if (!found?.job.plan) throw new Error(`${run.hold.jobId} has no plan`);
  const { plan, planHash } = found.job;
  if (fingerprint(plan) !== planHash) throw planChanged(run.hold.jobId);
  const point = await persist(run.signal, () => findPointForRestore(worker.services.db, plan.recoveryPointId));
  if (!point) throw pointGone(plan.recoveryPointId);
  const restore: RestoreJob = {
    worker,
    run,
    plan,
    point: {
      repository: openVaultRepository(worker, found.repository, found.site),
      parts: point.parts,
      files: point.point.files,
    },
    driver: openDriver(worker, found.item),
  };
  return { settle: () => settleRestore(restore), perform: () => performRestore(restore) };
}
