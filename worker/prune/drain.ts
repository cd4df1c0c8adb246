import { setTimeout as pause } from 'node:timers/promises';
import { findRepositoryUse, type RepositoryUse } from '@holdfast/db/queries/maintenance';
import { blockRepository, unblockRepository } from '@holdfast/db/services/lease/block';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import type { Cleaning } from './prune-job.ts';

const LOOK_EVERY_MS = 500;
/** A worker takes what it is handed within a second or two; one that does not come keeps no clean-up from going on. */
const TURN_MS = 60_000;

/** `BUSY`: what ran did not end in time. `RESTORE`: somebody wants to restore, which comes first. */
export type Drained = 'QUIET' | 'BUSY' | 'RESTORE';

/** Keeps new backups and restores from beginning and waits, not for long, for those that run. The repository is blocked when it returns. */
export async function blockAndDrain(cleaning: Cleaning): Promise<Drained> {
  const { worker, run, row, limits } = cleaning;
  await persist(run.signal, () => blockRepository(worker.services, run.hold, row.id));
  faultPoint('prune.blocked');
  const until = performance.now() + limits.drainMs;
  for (let told = false; ; told = true) {
    const { running, restoreWaits } = await useOf(cleaning);
    if (running === 0) return 'QUIET';
    if (restoreWaits) return 'RESTORE';
    if (performance.now() >= until) return 'BUSY';
    if (!told) await run.noteEvent('prune.waits', `Waits for ${running} running jobs to end.`);
    await pause(LOOK_EVERY_MS, undefined, { signal: run.signal });
  }
}

/** Lets begin what waited, and gives it the time to do so. */
export async function unblock(cleaning: Cleaning): Promise<void> {
  const { worker, run, row } = cleaning;
  await persist(run.signal, () => unblockRepository(worker.services, run.hold, row.id));
  faultPoint('prune.unblocked');
  const { troubles } = await persist(run.signal, () => releaseWaiting(worker.services, { siteId: worker.siteId }));
  for (const error of troubles) worker.log.warn({ error }, 'what waited for a clean-up could not be handed out');
}

/** Waits until what was kept waiting has begun. */
export async function giveTurn(cleaning: Cleaning): Promise<void> {
  const until = performance.now() + TURN_MS;
  while ((await useOf(cleaning)).waiting > 0 && performance.now() < until) {
    await pause(LOOK_EVERY_MS, undefined, { signal: cleaning.run.signal });
  }
}

/** Calls `found` once somebody wants to restore, or is at work in the repository nevertheless, until the signal aborts. */
export async function watchForOthers(cleaning: Cleaning, signal: AbortSignal, found: () => void): Promise<void> {
  while (!signal.aborted) {
    // Where the store does not answer, the worker stops its runs itself.
    const use = await findRepositoryUse(cleaning.worker.services.db, cleaning.row.id).catch(() => undefined);
    if (use && (use.restoreWaits || use.running > 0)) return found();
    await pause(2 * LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

function useOf({ worker, run, row }: Cleaning): Promise<RepositoryUse> {
  return persist(run.signal, () => findRepositoryUse(worker.services.db, row.id));
}
