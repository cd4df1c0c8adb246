import { hostname } from 'node:os';
import type { Run } from '../attempt/run.ts';
import { fetched, processState } from '../process/corpse.ts';
import { locks, removeStaleLocks, type Lock } from '../vault/locks.ts';
import type { Repository } from '../vault/repository.ts';
import { explained } from './errors.ts';

/**
 * Removes locks that dead processes of this machine left, and tells of each (law 2). A lock from another machine is never
 * touched: nothing is removed while there is one, since the engine would also take old ones of others. Whether such a lock
 * is in the way shows when the engine is refused.
 */
export async function freeDeadLocks(repository: Repository, run: Run): Promise<void> {
  const options = { signal: run.signal, marker: run.marker };
  const all = await explained(() => locks(repository, options));
  if (!all.every(isOfThisMachine)) return;
  const states = await Promise.all(all.map(({ pid }) => processState(pid)));
  if (states.every((state) => state === 'ALIVE')) return;
  // The engine takes a corpse for a living owner.
  await fetched(
    all.map(({ pid }) => pid),
    run.signal,
  );
  const { removed } = await explained(() => removeStaleLocks(repository, isOfThisMachine, options));
  for (const lock of removed) {
    await run.noteEvent('leftover.removed', `Removed the lock of process ${lock.pid}, which has ended.`);
  }
}

/** The engine itself keeps the locks of living processes of its machine. */
function isOfThisMachine(lock: Lock): boolean {
  return lock.hostname === hostname();
}
