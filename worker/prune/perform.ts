import { findAttempt } from '@holdfast/db/queries/runs';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { callForVerification } from '@holdfast/db/services/prune/note';
import { finishPrune, type PruneEnd } from '@holdfast/db/services/prune/finish';
import { joinWarnings } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { openVaultRepository } from '../repository/open.ts';
import { cleanUp } from './clean-up.ts';
import type { PruneJob } from './prune-job.ts';

/** Reclaims what space is worth it in each repository, and ends the job. */
export async function performPrune(prune: PruneJob): Promise<void> {
  const { worker, site } = prune;
  const ends: PruneEnd[] = [];
  for (const row of prune.repositories) {
    const repository = openVaultRepository(worker, row, site);
    ends.push(await callingForHelp(prune, () => cleanUp({ ...prune, row, repository })));
  }
  faultPoint('prune.before-end');
  await end(prune, {
    message: ends.map(({ message }) => message).join(' ') || 'The vault has no repository here.',
    warnings: joinWarnings(ends.map(({ warnings }) => warnings)),
    comesAgain: ends.some(({ comesAgain }) => comesAgain),
  });
}

/** Damage is for a verification to look into, at once: it finds out which recovery points it touches. */
async function callingForHelp<T>({ worker, run }: PruneJob, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HoldfastError && CALLING.has(error.code)) {
      await persist(run.signal, () => callForVerification(worker.services, run.hold));
    }
    throw error;
  }
}

const CALLING = new Set(['REPOSITORY_DAMAGED', 'SNAPSHOTS_MISSING']);

/** While the store does not answer it asks again; an answer that was lost is read, never assumed (law 2). */
async function end({ worker, run }: PruneJob, how: PruneEnd): Promise<void> {
  try {
    await persist(run.signal, () => finishPrune(worker.services, run.hold, how));
  } catch (error) {
    const patience = AbortSignal.timeout(worker.patienceMs);
    const attempt = await persist(patience, () => findAttempt(worker.services.db, run.hold));
    if (attempt?.outcome !== 'COMPLETED') throw error;
  }
}
