import { applyAttributes } from './attributes.ts';
import { bytePath, joinPath, parentOf, type BytePath } from './byte-path.ts';
import { isSame, look } from './directory.ts';
import { landingPoint } from './fault-points.ts';
import { syncFolders, takeFoldersBack } from './folders.ts';
import { isOurs, lookAtMove } from './move-state.ts';
import { dropSecondName, relocate, restoreMode } from './relocate.ts';
import type { PlannedMove, SwapPlan } from './swap-plan.ts';

/**
 * Takes back every move that was made, the last first. Afterwards the target is wholly old. What someone else put where
 * something old belongs is neither overwritten nor deleted: it goes to the folder for what is replaced, as `in-the-way-…`.
 * @throws the error of the operating system, or HoldfastError PATH_MOVED; calling it again goes on from there
 */
export async function rollBack(plan: SwapPlan): Promise<void> {
  for (const move of plan.moves.toReversed()) await takeBack(move, plan);
  if (plan.attributes) await applyAttributes(bytePath(plan.finalPath), plan.attributes.former);
  await syncFolders(plan);
  await takeFoldersBack(plan);
}

async function takeBack(move: PlannedMove, plan: SwapPlan): Promise<void> {
  await takeStagedBack(move);
  await putBack(move, plan);
}

async function takeStagedBack(move: PlannedMove): Promise<void> {
  const { staged, there } = await lookAtMove(move);
  if (move.from === null || !there) return;
  if (staged) {
    if (isSame(staged, there)) await dropSecondName(move.to, move.from);
    return;
  }
  if (!isOurs(move, there) || !(await look(parentOf(move.from)))) return;
  landingPoint('landing.take-back');
  await relocate({ from: move.to, to: move.from, mode: move.fromMode });
  landingPoint('landing.taken-back');
}

async function putBack(move: PlannedMove, plan: SwapPlan): Promise<void> {
  const { there, aside } = await lookAtMove(move);
  if (move.aside === null) return;
  if (!aside) return there ? restoreMode(move.to, move.toMode) : undefined;
  if (there && isSame(there, aside)) return dropSecondName(move.aside, move.to);
  if (there) await clearTheWay(move.to, plan);
  landingPoint('landing.put-back');
  await relocate({ from: move.aside, to: move.to, mode: move.toMode });
  landingPoint('landing.was-put-back');
}

async function clearTheWay(path: BytePath, plan: SwapPlan): Promise<void> {
  for (let round = 1; ; round += 1) {
    const to = joinPath(bytePath(plan.kept), bytePath(`in-the-way-${round}`));
    if (await look(to)) continue;
    await relocate({ from: path, to, mode: null });
    return;
  }
}
