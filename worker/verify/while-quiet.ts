import { setTimeout as pause } from 'node:timers/promises';
import { findRepositoryUse } from '@holdfast/db/queries/maintenance';
import { blockRepository, unblockRepository } from '@holdfast/db/services/lease/block';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import type { VerifyJob } from './verify-job.ts';

const LOOK_EVERY_MS = 500;
/** Others are kept waiting for no longer than this before it begins. */
const LONGEST_WAIT_MS = 3 * 60_000;

/**
 * Does something while no job uses a repository whose lease the attempt has: keeps others from beginning and waits, not for long, for
 * those that run. Somebody who wants to restore comes first, also once it has begun: its signal aborts then.
 * @returns null where it did not become quiet
 */
export async function whileQuiet<T>(
  verify: VerifyJob,
  repositoryId: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const { worker, run } = verify;
  await persist(run.signal, () => blockRepository(worker.services, run.hold, repositoryId));
  faultPoint('verify.blocked');
  try {
    return (await becomesQuiet(verify, repositoryId)) ? await untilRestore(verify, repositoryId, work) : null;
  } finally {
    await letGo(verify, repositoryId);
  }
}

async function untilRestore<T>(
  { worker, run }: VerifyJob,
  repositoryId: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cut = new AbortController();
  const ended = new AbortController();
  const watch = async () => {
    while (!ended.signal.aborted) {
      // Where the store does not answer, the worker stops its runs itself.
      const use = await findRepositoryUse(worker.services.db, repositoryId).catch(() => undefined);
      if (use?.restoreWaits) return cut.abort();
      await pause(2 * LOOK_EVERY_MS, undefined, { signal: ended.signal }).catch(() => {});
    }
  };
  const watching = watch();
  try {
    return await work(AbortSignal.any([run.signal, cut.signal]));
  } finally {
    ended.abort();
    await watching;
  }
}

async function becomesQuiet({ worker, run }: VerifyJob, repositoryId: string): Promise<boolean> {
  const until = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const use = await persist(run.signal, () => findRepositoryUse(worker.services.db, repositoryId));
    if (use.running === 0) return true;
    if (use.restoreWaits || performance.now() >= until) return false;
    await pause(LOOK_EVERY_MS, undefined, { signal: run.signal });
  }
}

/** Where the store cannot be told just now, the block ends with the attempt. */
async function letGo({ worker, run }: VerifyJob, repositoryId: string): Promise<void> {
  try {
    await unblockRepository(worker.services, run.hold, repositoryId);
    const { troubles } = await releaseWaiting(worker.services, { siteId: worker.siteId });
    for (const error of troubles) worker.log.warn({ error }, 'what waited for a repair could not be handed out');
  } catch (error) {
    worker.log.warn({ ...run.hold, error }, 'a repository was not let go');
  }
}
