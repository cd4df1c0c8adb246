import { bytePath, joinPath, toText, type BytePath } from './byte-path.ts';
import { look } from './directory.ts';
import { pathUnusable, targetExists } from './errors.ts';
import type { Landing } from './landing.ts';
import { standingAt, type Standing } from './standing.ts';

/** One thing to put in place: its path inside the item (empty for the item itself), where it goes, what stands there. */
export interface LandingPoint {
  readonly inner: BytePath;
  readonly to: BytePath;
  readonly standing: Standing;
}

/** The choices without those that lie in another one; each once, in the order of their names. */
export function withoutNested(paths: readonly string[]): string[] {
  const all = new Set(paths);
  return [...all].filter((path) => !ancestorsOf(path).some((ancestor) => all.has(ancestor))).toSorted();
}

/** `a/b/c` → `a`, `a/b`. */
function ancestorsOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

/**
 * Where chosen paths land in a target that may exist in part: each at its own place, or, where folders on the way are
 * missing there, as part of the highest missing one.
 * @param target a real path
 * @throws HoldfastError PATH_UNUSABLE when on the way stands a file or a link, which may lead anywhere
 */
export async function landingPoints(target: string, paths: readonly string[]): Promise<LandingPoint[]> {
  const points = new Map<BytePath, LandingPoint>();
  for (const path of withoutNested(paths)) {
    const point = await landingPoint(bytePath(target), path);
    points.set(point.to, point);
  }
  return [...points.values()];
}

async function landingPoint(target: BytePath, path: string): Promise<LandingPoint> {
  for (const inner of ['', ...ancestorsOf(path)].map(bytePath)) {
    const to = joinPath(target, inner);
    const there = await look(to);
    if (!there) return { inner, to, standing: 'NOTHING' };
    if (!there.isDirectory()) throw pathUnusable(`${toText(target)}/${path}`, `${toText(to)} is not a folder there.`);
  }
  const to = joinPath(target, bytePath(path));
  return { inner: bytePath(path), to, standing: await standingAt(to) };
}

/** Where what is restored is put: each of the chosen paths, or the whole as one. Not for a swap of contents. */
export async function placesOf(landing: Landing): Promise<LandingPoint[]> {
  if (landing.paths !== null && landing.conflict !== 'KEEP_BOTH') return landingPoints(landing.target, landing.paths);
  const to = bytePath(landing.finalPath);
  return [{ inner: bytePath(''), to, standing: await standingAt(to) }];
}

/** @throws HoldfastError TARGET_EXISTS when something stands at any of the places and nothing may be replaced */
export function assertFree(landing: Landing, points: readonly LandingPoint[]): void {
  const [first, ...others] = points.filter((point) => point.standing === 'SOMETHING');
  if (first && landing.conflict !== 'REPLACE') throw targetExists(toText(first.to), others.length);
}
