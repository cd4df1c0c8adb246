import { basename } from 'node:path';
import { bytePath, joinPath, nameOf, toText, type BytePath } from './byte-path.ts';
import { childrenOf, childrenThatCount, MADE_BY_THE_FILE_SYSTEM } from './contents.ts';
import { isEmptyFolder, look } from './directory.ts';
import { notStaged, targetNotMovable } from './errors.ts';
import { isSwapOfContents, type Landing } from './landing.ts';
import { assertFree, placesOf, type LandingPoint } from './landing-points.ts';
import { assertMovable } from './mounts.ts';
import { standingAt } from './standing.ts';
import { orUnusable } from './usable.ts';

/** One step of a swap. What stands at `to` goes to `aside` first; then `from` goes to `to`. */
export interface Move {
  /** Inside the staging folder; null where something only goes, because the recovery point does not hold it. */
  readonly from: BytePath | null;
  readonly to: BytePath;
  /** Null where nothing stands at `to`. */
  readonly aside: BytePath | null;
  /** What stands at `to` is a folder without anything in it: it gives way under every rule and is not kept. */
  readonly emptyAside: boolean;
}

/**
 * What has to be renamed to put what was staged in place, decided by what stands there now. Of chosen paths, each replaces
 * only itself; where folders on the way are missing in the target, the highest missing one comes from staging as a whole, so
 * staging must hold nothing that was not chosen. Of a folder that must stay itself, each child is moved, and children
 * that the recovery point does not hold go aside. Changes nothing.
 * @throws HoldfastError TARGET_EXISTS before any move, PATH_NOT_RESTORED, TARGET_NOT_MOVABLE, PATH_UNUSABLE, PATH_MOVED
 */
export async function planMoves(landing: Landing): Promise<Move[]> {
  return orUnusable(landing.finalPath, () => decideMoves(landing));
}

async function decideMoves(landing: Landing): Promise<Move[]> {
  const root = await look(bytePath(landing.stagedRoot));
  if (!root) throw notStaged(landing.stagedRoot);
  if (isSwapOfContents(landing) && !root.isDirectory()) {
    throw targetNotMovable(
      landing.finalPath,
      'It is a folder that must stay, and what was backed up is a single file.',
    );
  }
  const points = isSwapOfContents(landing) ? await contentPoints(landing) : await placesOf(landing);
  assertFree(landing, points);
  const paths = points.map((point) => point.to);
  await assertMovable(paths, bytePath(landing.folder));
  const moves: Move[] = [];
  for (const point of points) moves.push(await moveTo(landing, point));
  return moves;
}

async function moveTo(landing: Landing, { inner, to, standing }: LandingPoint): Promise<Move> {
  const from = joinPath(bytePath(landing.stagedRoot), inner);
  const kept = joinPath(bytePath(landing.kept), bytePath(basename(landing.stagedRoot)));
  const aside = standing === 'NOTHING' ? null : joinPath(kept, inner);
  const emptyAside = standing === 'EMPTY_FOLDER';
  if (await look(from)) return { from, to, aside, emptyAside };
  if (isSwapOfContents(landing)) return { from: null, to, aside, emptyAside };
  throw notStaged(toText(inner) || landing.stagedRoot);
}

/** The staged children and those in the way of a folder that is emptied and filled, each once. */
async function contentPoints(landing: Landing): Promise<LandingPoint[]> {
  const folder = bytePath(landing.finalPath);
  const staged = await childrenOf(bytePath(landing.stagedRoot));
  const names = new Set([...(await childrenThatCount(folder)), ...staged].map(nameOf));
  const points: LandingPoint[] = [];
  for (const inner of names) {
    if (await isSpareLostAndFound(landing, inner)) continue;
    const to = joinPath(folder, inner);
    points.push({ inner, to, standing: await standingAt(to) });
  }
  return points;
}

/** An empty `lost+found` in the recovery point is that of another file system; the one that stands here does as well. */
async function isSpareLostAndFound(landing: Landing, inner: BytePath): Promise<boolean> {
  if (inner !== MADE_BY_THE_FILE_SYSTEM) return false;
  const there = await look(joinPath(bytePath(landing.finalPath), inner));
  const staged = joinPath(bytePath(landing.stagedRoot), inner);
  return there?.isDirectory() === true && (await look(staged))?.isDirectory() === true && isEmptyFolder(staged);
}
