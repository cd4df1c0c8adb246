import { findJobForRun } from '@holdfast/db/queries/runs';
import type { AttemptWork } from '../attempt/attempt-job.ts';
import type { Run } from '../attempt/run.ts';
import { persist } from '../process/persist.ts';
import { openVaultRepository } from '../repository/open.ts';
import { openDriver } from '../sources/registry.ts';
import type { Worker } from '../worker.ts';
import type { BackupJob } from './backup-job.ts';
import { performBackup } from './perform.ts';
import { settleBackup } from './settle.ts';

/** Everything an attempt at a backup needs, read afresh. */
export async function prepareBackup(worker: Worker, run: Run): Promise<AttemptWork> {
  const found = await persist(run.signal, () => findJobForRun(worker.services.db, run.hold.jobId));
  if (!found) throw new Error(`${run.hold.jobId} has no item`);
  const backup: BackupJob = {
    worker,
    run,
    item: found.item,
    keep: found.job.keep,
    policy: found.policy,
    repositoryRow: found.repository,
    repository: openVaultRepository(worker, found.repository, found.site),
    driver: openDriver(worker, found.item),
  };
  return {
    settle: (_run, adopt) => settleBackup(backup, adopt),
    perform: () => performBackup(backup),
  };
}
