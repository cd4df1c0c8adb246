import { pathUnusable } from './errors.ts';
import { explain, systemCode } from './system-error.ts';

/**
 * Runs a step that only looks or makes ready; what the operating system refuses in it is told as the path's fault.
 * @throws HoldfastError PATH_UNUSABLE, and whatever else the step throws
 */
export async function orUnusable<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw systemCode(error) === undefined ? error : pathUnusable(path, explain(error));
  }
}
