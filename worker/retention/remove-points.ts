import { HoldfastError } from '@holdfast/db/domain/errors';
import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { beginRemoval, finishRemoval, type Removal } from '@holdfast/db/services/retention/remove';
import { oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { explained } from '../repository/errors.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { openVaultRepository } from '../repository/open.ts';
import { forget } from '../vault/forget.ts';
import type { RetentionJob } from './retention-job.ts';

/**
 * Removes from the vault what was deleted softly long enough ago. Killed at any instruction it goes on where it was: the store says
 * which points are being removed, and the engine may be asked again for what is gone.
 */
export async function removePoints(retention: RetentionJob): Promise<Warnings> {
  const { worker, run } = retention;
  for (;;) {
    const removals = await persist(run.signal, () => beginRemoval(worker.services, run.hold));
    if (removals.length === 0) return NO_WARNINGS;
    faultPoint('retention.removal-begun');
    for (const removal of removals) {
      const inUse = await removeFromVault(retention, removal);
      if (inUse) return oneWarning({ code: 'REMOVAL_WAITS', message: IN_USE });
    }
    run.signal.throwIfAborted();
  }
}

const IN_USE =
  'Backups or restores use the vault, and the engine removes nothing meanwhile. What is to be removed goes when retention is applied next.';

/** @returns true where the vault is in use */
async function removeFromVault({ worker, run }: RetentionJob, removal: Removal): Promise<boolean> {
  const repository = openVaultRepository(worker, removal.repository);
  const options = { signal: run.signal, marker: run.marker };
  try {
    await freeDeadLocks(repository, run);
    await explained(() => forget(repository, removal.snapshotIds, options));
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'REPOSITORY_LOCKED') return true;
    throw error;
  }
  faultPoint('retention.forgotten');
  await persist(run.signal, () => finishRemoval(worker.services, run.hold, removal.pointIds));
  return false;
}
