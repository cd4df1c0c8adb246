import { isWorthPruning, type Unneeded } from '@holdfast/db/domain/prune';
import { NO_WARNINGS, type JobWarning } from '@holdfast/db/domain/job';
import type { PruneEnd } from '@holdfast/db/services/prune/finish';
import { giveUpLease, takeLease, type LeaseHolder } from '@holdfast/db/services/lease/take';
import { oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import type { PrunePlan } from '../vault/prune-plan.ts';
import { checkStructure } from './check.ts';
import { figures, look } from './look.ts';
import type { Cleaning } from './prune-job.ts';
import { freeInSlices } from './slices.ts';

/**
 * Reclaims space in one repository where that is worth it: looks, without keeping anybody waiting; frees in slices, between which others have their
 * turn; checks the structure. Killed at any instruction, doing it again begins with a look.
 */
export async function cleanUp(cleaning: Cleaning): Promise<PruneEnd> {
  const { worker, run, row, asked } = cleaning;
  await run.startTask('Look at what can be freed');
  const plan = await look(cleaning);
  faultPoint('prune.looked');
  if (!isWorthPruning(unneededOf(plan), asked)) return notWorthIt(plan, asked);
  const lease = { repositoryId: row.id, purpose: 'PRUNE' } as const;
  const holder = await persist(run.signal, () => takeLease(worker.services, run.hold, lease));
  if (holder) return later({ code: 'PRUNE_WAITS', message: `${HELD[holder.purpose]} (${holder.jobId}).` }, plan);
  await run.startTask('Free space');
  const { slices, after, stopped } = await freeInSlices(cleaning, plan);
  if (slices > 0) {
    await run.startTask('Check the structure');
    await checkStructure(cleaning);
  }
  await persist(run.signal, () => giveUpLease(worker.services, run.hold, row.id));
  if (stopped) return later(stopped, after);
  return { message: `Done: ${figures(after)} still.`, warnings: NO_WARNINGS, comesAgain: false };
}

const HELD: Record<LeaseHolder['purpose'], string> = {
  VERIFY: 'A verification reads the vault, and nothing is removed meanwhile',
  REMOVAL: 'Retention removes recovery points from the vault',
  PRUNE: 'Another clean-up is at work in the vault',
};

function unneededOf({ storedBytes, removedBytes }: PrunePlan): Unneeded {
  return { storedBytes, removableBytes: removedBytes };
}

function notWorthIt(plan: PrunePlan, asked: boolean): PruneEnd {
  const message = asked ? `Nothing to free: ${figures(plan)}.` : `Not worth it yet: ${figures(plan)}.`;
  return { message, warnings: NO_WARNINGS, comesAgain: false };
}

function later(warning: JobWarning, plan: PrunePlan): PruneEnd {
  return { message: `${figures(plan)}; it goes on later.`, warnings: oneWarning(warning), comesAgain: true };
}
