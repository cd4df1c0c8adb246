import type { Hold } from '@holdfast/db/services/job/hold';
import { markerVariable } from '../vault/spawn.ts';

/** Stands in the environment of every child of a run, so that what a dead worker left behind can be found. */
export const MARKER_VARIABLE = markerVariable;

export function markerOf(hold: Hold): string {
  return `${hold.jobId}/${hold.attempt}`;
}
