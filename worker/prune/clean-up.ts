import { isWorthPruning, type Unneeded } from '@holdfast/db/domain/prune';
import { NO_WARNINGS, type JobWarning } from '@holdfast/db/domain/job';
import type { PruneEnd } from '@holdfast/db/services/prune/finish';
import { callForVerification } from '@holdfast/db/services/prune/note';
import { oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import type { PrunePlan } from '../vault/prune-plan.ts';
import { expectAllThere } from './all-there.ts';
import { checkStructure } from './check.ts';
import { holdRepository, letGo } from './lease.ts';
import { figures, look } from './look.ts';
import type { Cleaning } from './prune-job.ts';
import { freeInSlices, type Freed } from './slices.ts';

/**
 * Reclaims space in one repository where that is worth it: looks, without keeping anybody waiting; frees in slices, between which others have their
 * turn; checks the structure. Killed at any instruction, doing it again begins with a look.
 */
export async function cleanUp(cleaning: Cleaning): Promise<PruneEnd> {
  const { worker, run, asked } = cleaning;
  await run.startTask('Look at what can be freed');
  const plan = await look(cleaning);
  faultPoint('prune.looked');
  const isWorthIt = isWorthPruning(unneededOf(plan), asked);
  // An earlier attempt may have freed something and died before it had looked at what it left.
  const isUnchecked = run.hold.attempt > 1;
  if (!isWorthIt && !isUnchecked) return notWorthIt(plan, asked);
  const inTheWay = await holdRepository(cleaning);
  if (inTheWay) return later(inTheWay, plan);
  // Before anybody is kept waiting; again before each slice.
  if (isWorthIt) await expectAllThere(cleaning);
  const { slices, after, stopped, isOurs } = isWorthIt
    ? await freeInSlices(cleaning, plan)
    : { ...NOTHING, after: plan };
  // Who has it now may be removing something, which looks like damage: a verification is to look at it after that.
  if (!isOurs) await persist(run.signal, () => callForVerification(worker.services, run.hold));
  else if (slices > 0 || isUnchecked) {
    await run.startTask('Check the structure');
    await checkStructure(cleaning);
  }
  await letGo(cleaning);
  if (stopped) return later(stopped, after);
  return { message: `Done: ${figures(after)} still.`, warnings: NO_WARNINGS, comesAgain: false };
}

const NOTHING: Omit<Freed, 'after'> = { slices: 0, stopped: null, isOurs: true };

function unneededOf({ storedBytes, removedBytes }: PrunePlan): Unneeded {
  return { storedBytes, removableBytes: removedBytes };
}

function notWorthIt(plan: PrunePlan, asked: boolean): PruneEnd {
  const message = asked ? `Nothing to free: ${figures(plan)}.` : `Not worth it yet: ${figures(plan)}.`;
  return { message, warnings: NO_WARNINGS, comesAgain: false };
}

function later(warning: JobWarning, plan: PrunePlan): PruneEnd {
  // A storage that is too slow is so in an hour as well: others are kept waiting for it once a day, not 24 times.
  const comesAgain = warning.code !== 'PRUNE_TOO_SLOW';
  return { message: `${figures(plan)}; it goes on later.`, warnings: oneWarning(warning), comesAgain };
}
