import { PRUNE_LIMITS } from '@holdfast/db/domain/prune';
import { findPruneJob } from '@holdfast/db/queries/prune-job';
import type { AttemptWork } from '../attempt/attempt-job.ts';
import type { Run } from '../attempt/run.ts';
import { persist } from '../process/persist.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { openVaultRepository } from '../repository/open.ts';
import type { Worker } from '../worker.ts';
import { performPrune } from './perform.ts';
import type { PruneJob } from './prune-job.ts';

/**
 * Everything an attempt at a clean-up needs. Of what an earlier attempt began nothing is to be taken back but the engine's lock: what it freed
 * stays freed, and what it had written anew in vain goes with the next slice.
 */
export async function preparePrune(worker: Worker, run: Run): Promise<AttemptWork> {
  const found = await persist(run.signal, () => findPruneJob(worker.services.db, run.hold.jobId));
  if (!found) throw new Error(`${run.hold.jobId} has no vault`);
  const { requestedBy, vault, site, repositories } = found;
  const asked = requestedBy.type !== 'system';
  const prune: PruneJob = {
    worker,
    run,
    vault,
    site,
    repositories,
    asked,
    limits: worker.settings.prune ?? PRUNE_LIMITS,
  };
  return {
    settle: async (settling) => {
      for (const row of repositories) await freeDeadLocks(openVaultRepository(worker, row), settling);
      return false;
    },
    perform: () => performPrune(prune),
  };
}
