import { noteMeasured } from '@holdfast/db/services/prune/note';
import { sizeInWords } from '@holdfast/db/domain/size-words';
import { persist } from '../process/persist.ts';
import { explained } from '../repository/errors.ts';
import { ResticError } from '../vault/errors.ts';
import { planPrune } from '../vault/prune.ts';
import type { PrunePlan } from '../vault/prune-plan.ts';
import type { Cleaning } from './prune-job.ts';

/** How much of the repository no snapshot needs, written down in the job's log. Nobody is kept waiting by it. */
export async function look({ worker, run, row, repository }: Cleaning): Promise<PrunePlan> {
  const { signal, marker } = run;
  const plan = await explained(() => lookTwice(() => planPrune(repository, { signal, marker })));
  await persist(signal, () =>
    noteMeasured(worker.services, run.hold, {
      repositoryId: row.id,
      storedBytes: plan.storedBytes,
      removableBytes: plan.removedBytes,
      message: `${figures(plan)}.`,
    }),
  );
  return plan;
}

/** `1.2 GB of 40 GB can be freed` */
export function figures({ removedBytes, storedBytes }: PrunePlan): string {
  return `${sizeInWords(removedBytes)} of ${sizeInWords(storedBytes)} can be freed`;
}

/** A look that takes no lock may come across a snapshot that is removed at that very moment: only what a second one finds as well is true. */
async function lookTwice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ResticError && PASSES.has(error.kind))) throw error;
    return work();
  }
}

const PASSES: ReadonlySet<ResticError['kind']> = new Set(['damaged', 'snapshot-missing', 'unknown']);
