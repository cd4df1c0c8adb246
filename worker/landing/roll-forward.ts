import { applyAttributes } from './attributes.ts';
import { bytePath, toText } from './byte-path.ts';
import { isEmptyFolder, isSame, look } from './directory.ts';
import { landingPoint } from './fault-points.ts';
import { makeFolders, syncFolders } from './folders.ts';
import { isOurs, lookAtMove, type MoveState } from './move-state.ts';
import { dropSecondName, Occupied, relocate, restoreMode } from './relocate.ts';
import type { PlannedMove, SwapPlan } from './swap-plan.ts';

/** A move that could not be made: where, and why. */
export class MoveFailure extends Error {
  readonly path: string;
  readonly reason: unknown;

  constructor(path: string, reason: unknown) {
    super(`The move to ${path} failed.`);
    this.path = path;
    this.reason = reason;
  }
}

/** What was staged has gone from the staging folder without standing at its place. */
export class StagedLost extends Error {}

/**
 * Makes every move that is not made yet, whatever was made before, and makes them durable. Afterwards the target is
 * wholly new.
 * @throws MoveFailure at the first that cannot be made
 */
export async function rollForward(plan: SwapPlan): Promise<void> {
  await at(plan.finalPath, () => makeFolders(plan));
  landingPoint('landing.folders-made');
  const stagingIsThere = (await look(bytePath(plan.staging))) !== null;
  for (const move of plan.moves) await at(toText(move.to), () => makeMove(move, stagingIsThere));
  await at(plan.finalPath, async () => {
    if (plan.attributes) await applyAttributes(bytePath(plan.finalPath), plan.attributes.wanted);
    await syncFolders(plan);
  });
  landingPoint('landing.all-moved');
}

async function at(path: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    throw new MoveFailure(path, error);
  }
}

async function makeMove(move: PlannedMove, stagingIsThere: boolean): Promise<void> {
  const state = await lookAtMove(move);
  if (move.from === null) return moveAside(move, state);
  if (state.staged === null) return confirmMoved(move, state, stagingIsThere);
  if (state.there && isSame(state.staged, state.there)) return dropSecondName(move.from, move.to);
  await moveAside(move, state);
  landingPoint('landing.move-in');
  await relocate({ from: move.from, to: move.to, mode: move.fromMode });
  landingPoint('landing.moved-in');
}

/** Nobody else takes things from the staging folder: what is no longer in it was put in place, if it still is somewhere. */
async function confirmMoved(move: PlannedMove, state: MoveState, stagingIsThere: boolean): Promise<void> {
  if (isOurs(move, state.there)) await restoreMode(move.to, move.fromMode);
  else if (!state.there || !stagingIsThere) throw new StagedLost();
}

async function moveAside(move: PlannedMove, state: MoveState): Promise<void> {
  if (!state.there) return;
  if (move.aside === null) throw new Occupied();
  if (state.aside) {
    if (isSame(state.aside, state.there)) await dropSecondName(move.to, move.aside);
    else if (move.from !== null) throw new Occupied();
    return;
  }
  if (move.emptyAside) await assertStillEmpty(move.to, state.there.isDirectory());
  landingPoint('landing.move-aside');
  await relocate({ from: move.to, to: move.aside, mode: move.toMode });
  if (move.emptyAside) await assertStillEmpty(move.aside, true);
  landingPoint('landing.moved-aside');
}

/** A folder gave way because nothing was in it; what someone puts into it meanwhile must not go with it. */
async function assertStillEmpty(path: PlannedMove['to'], isFolder: boolean): Promise<void> {
  if (!isFolder || !(await isEmptyFolder(path))) throw new Occupied();
}
