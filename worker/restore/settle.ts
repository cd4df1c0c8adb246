import { endRestore } from './end.ts';
import type { RestoreJob } from './restore-job.ts';

/**
 * Deals with what earlier attempts at this restore left on this machine: a swap that had begun is finished and the job ends
 * with it, everything else that was landed is removed (law 11).
 * @returns true when the job has ended
 */
export async function settleRestore(restore: RestoreJob): Promise<boolean> {
  const { worker, run, plan } = restore;
  const { jobId } = run.hold;
  await run.startTask('Look for what an earlier attempt left');
  const earlier = (await worker.directories.attemptsOf(jobId)).filter((attempt) => attempt < run.hold.attempt);
  for (const attempt of earlier) {
    const directory = worker.directories.pathOf({ jobId, attempt });
    const restored = await restore.driver.settleRestore(plan, { directory, attempt, jobId });
    if (!restored) continue;
    await run.noteEvent(
      'restore.swapped',
      `Attempt ${attempt} had begun to swap the restored data in; that was finished.`,
    );
    await endRestore(restore, restored);
    return true;
  }
  return false;
}
