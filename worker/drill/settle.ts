import type { Run } from '../attempt/run.ts';
import { removeScratch, scratchFolder, scratchLeft } from '../scratch/folder.ts';
import type { Worker } from '../worker.ts';

/**
 * Removes what earlier attempts at a drill left on this machine: nothing of theirs is used again.
 * @returns false: the job has not ended
 */
export async function settleDrill({ settings }: Worker, run: Run): Promise<false> {
  const { jobId, attempt } = run.hold;
  const left = (await scratchLeft(settings.home)).filter((one) => one.jobId === jobId && one.attempt < attempt);
  for (const one of left) await removeScratch(scratchFolder(settings.home, one));
  if (left.length > 0) {
    await run.noteEvent('leftover.removed', 'Removed what an earlier attempt had restored to its scratch folder.');
  }
  return false;
}
