import { HoldfastError, toErrorInfo } from '@holdfast/db/domain/errors';
import { bytePath } from './byte-path.ts';
import { isEmptyFolder, look } from './directory.ts';
import { swapFailed, swapStuck } from './errors.ts';
import { landingPoint } from './fault-points.ts';
import { noteEnd, noteUndoing, type Journal } from './journal.ts';
import { Occupied } from './relocate.ts';
import { rollBack } from './roll-back.ts';
import { MoveFailure, rollForward, StagedLost } from './roll-forward.ts';
import type { SwapPlan } from './swap-plan.ts';
import { explain, systemCode } from './system-error.ts';

/**
 * Brings a swap from wherever it is to one of its two ends. What was prepared goes forward; only where that fails for real,
 * or was already given up, is it taken back.
 * @throws HoldfastError SWAP_STUCK, JOURNAL_UNWRITABLE: then it goes on from there when called again
 */
export async function complete(journal: Journal): Promise<Journal> {
  switch (journal.state) {
    case 'prepared':
      return finish(journal);
    case 'undoing':
      return undo(journal);
    default:
      return journal;
  }
}

async function finish(journal: Journal): Promise<Journal> {
  try {
    await rollForward(journal.plan);
  } catch (error) {
    landingPoint('landing.undo');
    const undoing = await noteUndoing(journal, toErrorInfo(whyFailed(error, journal.plan)));
    landingPoint('landing.undo-noted');
    return undo(undoing);
  }
  const done = await noteEnd(journal, 'done');
  landingPoint('landing.done');
  return done;
}

async function undo(journal: Journal): Promise<Journal> {
  try {
    await rollBack(journal.plan);
  } catch (error) {
    const { finalPath, kept, staging } = journal.plan;
    throw swapStuck({ path: finalPath, cause: explainFully(error), kept, staging });
  }
  const undone = await noteEnd(journal, 'undone');
  landingPoint('landing.undone');
  return undone;
}

function whyFailed(error: unknown, plan: SwapPlan): HoldfastError {
  const [path, reason] = error instanceof MoveFailure ? [error.path, error.reason] : [plan.finalPath, error];
  return swapFailed({ path, cause: explainFully(reason), systemCode: systemCode(reason) });
}

function explainFully(error: unknown): string {
  if (error instanceof HoldfastError) return `${error.message} ${error.cause}`;
  if (error instanceof Occupied) return 'Something was put there while the restore ran.';
  if (error instanceof StagedLost) return 'What was staged was deleted by someone else.';
  return explain(error);
}

/** The folder that holds what a swap replaced, or null when it replaced nothing or all has gone. */
export async function keptBy({ plan, state }: Journal): Promise<string | null> {
  if (state !== 'done') return (await look(bytePath(plan.kept))) ? plan.kept : null;
  for (const { aside, emptyAside } of plan.moves) {
    if (aside === null || !(await look(aside))) continue;
    if (!emptyAside || !(await isEmptyFolder(aside))) return plan.kept;
  }
  return null;
}
