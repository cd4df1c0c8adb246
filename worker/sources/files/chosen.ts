import type { Run } from '../../attempt/run.ts';
import { list } from '../../vault/list.ts';
import type { StoredPoint } from '../driver.ts';
import { partMissing, pathNotInPoint } from './errors.ts';

/** What chosen paths are to the engine, and how much they hold. */
export interface Chosen {
  /** The paths as the snapshot has them, which holds the item under the name it had. */
  readonly includes: readonly string[];
  /** Bytes, as for a whole item: what files say they hold, holes and second names included. */
  readonly sizeBytes: number;
  /** How many there are, folders not counted. */
  readonly files: number;
}

/** How the engine lists a byte that is not UTF-8; it cannot be given such a name. */
const LOST_BYTE = '\ufffd';

/**
 * Looks chosen paths up in the vault before anything is written, by one listing of the folder that holds them all.
 * @throws HoldfastError PATH_NOT_IN_POINT naming those that are not there; ResticError as every listing
 */
export async function findChosen(
  point: StoredPoint,
  chosen: { snapshotId: string; paths: readonly string[]; run: Run },
): Promise<Chosen> {
  const { snapshotId, paths, run } = chosen;
  const options = { signal: run.signal, marker: run.marker };
  const root = await rootNameOf(point, snapshotId, options);
  const wanted = new Map(paths.map((path) => [`/${root}/${path}`, path]));
  const missing = new Map(wanted);
  let sizeBytes = 0;
  let files = 0;
  const path = folderOfAll([...wanted.keys()]);
  for await (const node of list(point.repository, snapshotId, { ...options, path, recursive: true })) {
    missing.delete(node.path);
    if (!isWithinAny(node.path, wanted)) continue;
    sizeBytes += node.size;
    if (node.type !== 'dir') files += 1;
  }
  if (missing.size > 0) throw pathNotInPoint([...missing.values()]);
  return { includes: [...wanted.keys()], sizeBytes, files };
}

async function rootNameOf(point: StoredPoint, snapshotId: string, options: { signal: AbortSignal; marker: string }) {
  for await (const node of list(point.repository, snapshotId, options)) return node.name;
  throw partMissing(snapshotId);
}

/** The deepest folder around all paths that the engine can be asked for, or the only path itself. */
function folderOfAll(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/'));
  const shared = first.findIndex(
    (name, depth) => name.includes(LOST_BYTE) || others.some((names) => names[depth] !== name),
  );
  return first.slice(0, shared === -1 ? undefined : shared).join('/') || '/';
}

function isWithinAny(path: string, wanted: ReadonlyMap<string, string>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (wanted.has(path.slice(0, end))) return true;
  }
  return false;
}
