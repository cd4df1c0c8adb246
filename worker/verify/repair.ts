import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { NO_WARNINGS, type JobWarning, type Warnings } from '@holdfast/db/domain/job';
import { oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { explained } from '../repository/errors.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { repairIndex, repairPacks } from '../vault/repair.ts';
import type { VerifiedRepository, VerifyJob } from './verify-job.ts';
import { whileQuiet } from './while-quiet.ts';

/** What a repair is to mend. */
export interface Repairable {
  readonly index: boolean;
  /** Packs that are not as long as the index says, by full id. */
  readonly cutOff: readonly string[];
  /** Packs whose content is wrong, by full id. */
  readonly packs: readonly string[];
}

export interface Repaired {
  /** Also where nothing was to be repaired. */
  readonly isDone: boolean;
  readonly warnings: Warnings;
}

/**
 * Repairs what can be repaired without altering a snapshot: the index is made to fit what is stored, and packs whose content is wrong
 * give up what of them is intact and go, so that the next backup stores what was lost again. The engine does that only while nobody
 * else uses the repository: backups are kept waiting for it, and where it does not become quiet it is left to the next check.
 */
export async function repair(verify: VerifyJob, of: VerifiedRepository, damage: Repairable): Promise<Repaired> {
  if (!damage.index && damage.packs.length + damage.cutOff.length === 0) return { isDone: true, warnings: NO_WARNINGS };
  const { run } = verify;
  await run.startTask('Repair what can be repaired');
  try {
    const done = await whileQuiet(verify, of.plan.repository.id, (signal) => untilCut(verify, of, { damage, signal }));
    return done !== true ? notDone(WAITS) : { isDone: true, warnings: NO_WARNINGS };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof HoldfastError) || error.code === 'ENGINE_INTERRUPTED') throw error;
    if (error.code === 'REPOSITORY_LOCKED') return notDone(WAITS);
    return notDone({ code: 'REPAIR_FAILED', message: `The vault could not be repaired. ${error.message}` });
  }
}

interface Repairing {
  readonly damage: Repairable;
  readonly signal: AbortSignal;
}

/** @returns false where somebody who wants to restore cut it short: what it had done by then is whole, and the next check goes on */
async function untilCut(verify: VerifyJob, of: VerifiedRepository, repairing: Repairing): Promise<boolean> {
  const { run } = verify;
  try {
    await repairNow(verify, of, repairing);
    return true;
  } catch (error) {
    const isCut = repairing.signal.aborted && !run.signal.aborted;
    if (!isCut || !(error instanceof HoldfastError) || error.code !== 'ENGINE_INTERRUPTED') throw error;
    // Killed where it did not stop in time, it has left its lock, which would be in the way of whoever waits.
    await freeDeadLocks(of.repository, run);
    return false;
  }
}

async function repairNow(
  { worker, run }: VerifyJob,
  { plan, repository }: VerifiedRepository,
  { damage, signal }: Repairing,
): Promise<void> {
  const options = { signal, marker: run.marker };
  await freeDeadLocks(repository, run);
  const scratch = await emptyFolder(join(worker.settings.home, 'worker', 'repairs', plan.repository.id));
  // Packs that the index does not know are thrown away with all that is intact in them. An index made anew knows no pack that is cut
  // off: those come before it. What a file of it that is lost knew it knows again: all others come after it.
  await explained(() => repairPacks(repository, damage.cutOff, { ...options, scratch }));
  if (damage.index) await explained(() => repairIndex(repository, options));
  faultPoint('verify.index-repaired');
  await explained(() => repairPacks(repository, damage.packs, { ...options, scratch }));
  faultPoint('verify.packs-repaired');
}

function notDone(warning: JobWarning): Repaired {
  return { isDone: false, warnings: oneWarning(warning) };
}

/** What a repair that was killed left there goes: the lease lets nobody else use it. */
async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

const WAITS = {
  code: 'REPAIR_WAITS',
  message:
    'Backups or restores use the vault, and the engine repairs nothing meanwhile. The next check tries again: check the vault at a quiet hour.',
};
