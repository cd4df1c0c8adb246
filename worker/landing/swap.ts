import { HoldfastError } from '@holdfast/db/domain/errors';
import { complete, keptBy } from './complete.ts';
import { flushFileSystem } from './flush.ts';
import { landingPoint } from './fault-points.ts';
import { beginJournal } from './journal.ts';
import type { Landing } from './landing.ts';
import type { Move } from './moves.ts';
import { planSwap } from './swap-plan.ts';
import { orUnusable } from './usable.ts';

export interface SwapRequest {
  readonly landing: Landing;
  readonly moves: readonly Move[];
  /** A file that does not exist, on a disk of the worker's own; one an attempt. */
  readonly journalFile: string;
  /** JSON that `settleSwap` gives back after a crash. */
  readonly record: unknown;
  /** Called last before the swap begins; throws where the run no longer holds its job, and nothing has changed. */
  readonly confirm: () => Promise<void>;
}

export interface Swapped {
  /** Where what was replaced is kept, or null when nothing was. */
  readonly kept: string | null;
  /** What could not be given to the target, in full sentences. */
  readonly warnings: readonly string[];
}

/**
 * Puts what was staged in place. Once its journal is on the disk, a crash at any instruction is rolled forward by
 * `settleSwap`; before that nothing was touched. Nothing is ever overwritten. When it returns, the target is wholly new;
 * when it throws anything but SWAP_STUCK, wholly old. Either way the caller calls `settleSwap` after it, which clears up.
 *
 * What Node leaves open: without `openat`, folders are pinned and reached through /proc/self/fd (see `pinFolder`), so that
 * no link put in the way is followed; but whoever may rename those folders can still carry them elsewhere with what is in
 * them. Without `renameat2`, an empty folder that appears at a place in the instant of a rename is replaced.
 * @throws HoldfastError SWAP_FAILED, SWAP_STUCK, FLUSH_FAILED, JOURNAL_UNWRITABLE, PATH_NOT_RESTORED,
 *   PATH_UNUSABLE, PATH_MOVED
 */
export async function swapIn({ landing, moves, journalFile, record, confirm }: SwapRequest): Promise<Swapped> {
  await flushFileSystem(landing.staging);
  const plan = await orUnusable(landing.finalPath, () => planSwap(landing, moves, record));
  await confirm();
  landingPoint('landing.prepare');
  const prepared = await beginJournal(journalFile, plan);
  landingPoint('landing.prepared');
  const ended = await complete(prepared);
  if (ended.failure) throw new HoldfastError(ended.failure);
  return { kept: await keptBy(ended), warnings: plan.warnings };
}
