import { setTimeout as pause } from 'node:timers/promises';
import type { JobWarning } from '@holdfast/db/domain/job';
import { giveUpLease, takeLease, type LeaseHolder } from '@holdfast/db/services/lease/take';
import { persist } from '../process/persist.ts';
import { giveTurn } from './drain.ts';
import type { Cleaning } from './prune-job.ts';

const LOOK_EVERY_MS = 1_000;
/** Longer than a verification takes to see that nobody holds the repository any more. */
const OTHERS_LOOK_WITHIN_MS = 3_000;

/**
 * Takes the repository's lease, waiting a little for what is soon over.
 * @returns null, or who is in the way: a verification may be for hours
 */
export async function holdRepository({ worker, run, row, limits }: Cleaning): Promise<JobWarning | null> {
  const lease = { repositoryId: row.id, purpose: 'PRUNE' } as const;
  const until = performance.now() + limits.drainMs;
  for (;;) {
    const holder = await persist(run.signal, () => takeLease(worker.services, run.hold, lease));
    if (!holder) return null;
    if (holder.purpose === 'VERIFY' || performance.now() > until) return inTheWay(holder);
    await pause(LOOK_EVERY_MS, undefined, { signal: run.signal });
  }
}

export async function letGo({ worker, run, row }: Cleaning): Promise<void> {
  await persist(run.signal, () => giveUpLease(worker.services, run.hold, row.id));
}

/** Between two slices: whoever waits has its turn, also for the lease. @returns who has it now; null where it is ours again */
export async function letOthersIn(cleaning: Cleaning): Promise<JobWarning | null> {
  await letGo(cleaning);
  await Promise.all([giveTurn(cleaning), pause(OTHERS_LOOK_WITHIN_MS, undefined, { signal: cleaning.run.signal })]);
  return holdRepository(cleaning);
}

const HELD: Record<LeaseHolder['purpose'], string> = {
  VERIFY: 'A verification reads the vault, and nothing is removed meanwhile',
  REMOVAL: 'Retention removes recovery points from the vault',
  PRUNE: 'Another clean-up is at work in the vault',
};

function inTheWay({ purpose, jobId }: LeaseHolder): JobWarning {
  return { code: 'PRUNE_WAITS', message: `${HELD[purpose]} (${jobId}). It goes on in an hour.` };
}
