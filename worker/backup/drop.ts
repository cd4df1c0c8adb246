import { explained } from '../repository/errors.ts';
import { forget } from '../vault/forget.ts';
import { snapshots } from '../vault/snapshots.ts';
import type { BackupJob } from './backup-job.ts';
import { jobTag, readTags } from './snapshot-tags.ts';

/**
 * Removes what this attempt stored so far, and what of earlier ones it was to adopt, also after it was told to stop: a
 * backup that does not complete leaves nothing behind (law 12). What a later attempt stored is never touched. Looks in the vault, since a run that was ended may have stored more than it could say.
 */
export async function dropSnapshots(backup: BackupJob, why: string): Promise<void> {
  const { repository, run, worker } = backup;
  // Its own marker and no signal of the run: this goes on when the run is told to stop.
  const options = { marker: run.marker };
  const mine = (await explained(() => snapshots(repository, { ...options, tags: [jobTag(run.hold.jobId)] }))).filter(
    (snapshot) => (readTags(snapshot.tags)?.attempt ?? Infinity) <= run.hold.attempt,
  );
  const ids = mine.map((snapshot) => snapshot.id);
  if (ids.length === 0) return;
  await explained(() => forget(repository, ids, options));
  worker.log.info({ ...run.hold, ids, why }, 'dropped stored parts');
}
