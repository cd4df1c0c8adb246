import { installedTools } from '../../kit/tools.ts';

/** The restic to test against: HOLDFAST_RESTIC, else the one that setup found or installed. */
export function resticCandidates(): readonly string[] {
  const named = process.env['HOLDFAST_RESTIC'];
  return [named === undefined || named === '' ? installedTools().restic.path : named];
}
