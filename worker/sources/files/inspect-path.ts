import { locateInsideRoots } from '../../landing/roots.ts';
import type { WorkerSettings } from '../../worker.ts';
import type { TargetInspection } from '../driver.ts';

/**
 * Whether something stands at a path.
 * @throws HoldfastError NO_ROOTS, PATH_OUTSIDE_ROOTS, PATH_UNUSABLE
 */
export async function inspectPath(path: string, settings: WorkerSettings): Promise<TargetInspection> {
  const { exists } = await locateInsideRoots(path, settings.roots);
  return { exists, sessions: [] };
}
