import { HoldfastError } from '@holdfast/db/domain/errors';
import type { ErrorInfo } from '@holdfast/db/domain/fault';
import { applyTimes } from './attributes.ts';
import { bytePath } from './byte-path.ts';
import { complete, keptBy } from './complete.ts';
import { journalDamaged, leftoverStuck } from './errors.ts';
import { landingPoint } from './fault-points.ts';
import { dropEmptyKept } from './folders.ts';
import { noteSettled, readJournal, type Journal } from './journal.ts';
import { removeStaging } from './staging.ts';
import { explain, isAbsent, systemCode } from './system-error.ts';

/** How a swap ended. */
export type Settled = Nothing | Undone | Finished;

interface Cleared {
  /** What could not be deleted, though the outcome stands; the next call tries again. Null when all has gone. */
  readonly leftover: HoldfastError | null;
}

interface Nothing extends Cleared {
  readonly state: 'NOTHING';
}

interface Undone extends Cleared {
  readonly state: 'UNDONE';
  readonly record: unknown;
  readonly failure: ErrorInfo;
  /** Where what others put in the way is kept, or null when nothing was. */
  readonly kept: string | null;
}

interface Finished extends Cleared {
  readonly state: 'FINISHED';
  readonly record: unknown;
  /** Where what was replaced is kept, or null when nothing was. */
  readonly kept: string | null;
  readonly warnings: readonly string[];
}

/**
 * Ends an attempt's swap after it returned, threw or died, and removes its staging folder. `NOTHING`: no swap had begun;
 * `UNDONE`: the target is wholly old; `FINISHED`: wholly new. May be killed at any instruction and called again, any number of
 * times, with the same answer, until `forgetJournal`. Only when no process of that attempt lives any more.
 * @throws HoldfastError SWAP_STUCK, JOURNAL_DAMAGED, JOURNAL_UNWRITABLE; then nothing was deleted
 */
export async function settleSwap(swap: { journalFile: string; staging: string }): Promise<Settled> {
  const journal = await readJournal(swap.journalFile);
  if (!journal) return { state: 'NOTHING', leftover: await leftoverOf(swap.staging) };
  if (journal.plan.staging !== swap.staging) {
    throw journalDamaged(swap.journalFile, `It is of ${journal.plan.staging} and not of ${swap.staging}.`);
  }
  const ended = await complete(journal);
  const stuck = await leftoverOf(swap.staging);
  const untidy = ended.settled ? null : await tidy(ended);
  const leftover = stuck ?? untidy;
  const { record, warnings } = ended.plan;
  const kept = await keptBy(ended);
  if (ended.failure) return { state: 'UNDONE', leftover, record, failure: ended.failure, kept };
  return { state: 'FINISHED', leftover, record, kept, warnings };
}

async function leftoverOf(staging: string): Promise<HoldfastError | null> {
  try {
    await removeStaging(staging);
    return null;
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
}

/** Done once: later the times of the target are its users' own. */
async function tidy(ended: Journal): Promise<HoldfastError | null> {
  const leftover = await tidied(ended);
  landingPoint('landing.tidied');
  await noteSettled(ended);
  landingPoint('landing.settled');
  return leftover;
}

/** The swap has ended, so its users may have moved or deleted anything of it by now. */
async function tidied({ plan, state }: Journal): Promise<HoldfastError | null> {
  try {
    if (state === 'done') await dropEmptyKept(plan);
    const times = state === 'done' ? plan.attributes?.wanted : plan.attributes?.former;
    if (times) await applyTimes(bytePath(plan.finalPath), times);
    return null;
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    if (systemCode(error) === undefined) throw error;
    return isAbsent(error) ? null : leftoverStuck(plan.kept, explain(error));
  }
}
