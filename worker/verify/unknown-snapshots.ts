import { ConflictError } from '@holdfast/db/domain/errors';
import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { knownJobs, repositoryCatalogue } from '@holdfast/db/queries/repository-catalogue';
import { adoptPoints } from '@holdfast/db/services/verification/adopt-points';
import type { FoundPoint } from '@holdfast/db/services/vault/found-point';
import { joinWarnings, oneWarning } from '../attempt/warnings.ts';
import { readTags } from '../backup/snapshot-tags.ts';
import { persist } from '../process/persist.ts';
import { sortSnapshots } from '../rebuild/find-points.ts';
import { readContents } from '../rebuild/read-contents.ts';
import { explained } from '../repository/errors.ts';
import { snapshots } from '../vault/snapshots.ts';
import type { VerifiedRepository, VerifyJob } from './verify-job.ts';

const IDS_NAMED = 5;

/**
 * Accounts for snapshots that belong to no point of the store. What an open job stored is that job's; whole points of jobs that
 * the store does not know are put into the catalogue; the rest is told.
 */
export async function accountForUnknown(
  verify: VerifyJob,
  of: VerifiedRepository,
  ids: readonly string[],
): Promise<Warnings> {
  if (ids.length === 0) return NO_WARNINGS;
  const { worker, run } = verify;
  const { signal, marker } = run;
  const found = await explained(() => snapshots(of.repository, { ids, noLock: true, signal, marker }));
  const jobOf = new Map(found.map(({ id, tags }) => [id, readTags(tags)?.job]));
  const jobIds = new Set([...jobOf.values()].filter((id) => id !== undefined));
  const jobs = await persist(signal, () => knownJobs(worker.services.db, jobIds));
  const ofKnown = found.filter(({ id }) => jobs.has(jobOf.get(id) ?? ''));
  // A backup may have been committed since the catalogue was read: the jobs are read before what they left.
  const { expected } = await persist(signal, () => repositoryCatalogue(worker.services.db, of.plan.repository.id));
  const left = ofKnown.filter(({ id }) => !jobs.get(jobOf.get(id) ?? '')?.isOpen && !expected.has(id));
  const { points, leftAlone } = sortSnapshots(
    found.filter((snapshot) => !ofKnown.includes(snapshot)),
    run.now(),
  );
  const read = new Set(found.map(({ id }) => id));
  return joinWarnings([
    await adopt(verify, of, points),
    tellUnknown('of backups that did not finish', [
      ...left.map(({ id }) => id),
      ...(leftAlone.get('of backups that did not finish') ?? []),
    ]),
    ...[...leftAlone]
      .filter(([why]) => why !== 'of backups that did not finish')
      .map(([why, those]) => tellUnknown(why, those)),
    tellUnknown(
      'that cannot be read',
      ids.filter((id) => !read.has(id)),
    ),
  ]);
}

async function adopt(
  { worker, run }: VerifyJob,
  { plan, repository }: VerifiedRepository,
  points: readonly FoundPoint[],
): Promise<Warnings> {
  if (points.length === 0) return NO_WARNINGS;
  const tell = (message: string) => worker.log.info(run.hold, message);
  const filled = await readContents({ repository, signal: run.signal, tell }, points);
  try {
    await persist(run.signal, () =>
      adoptPoints(worker.services, run.hold, { repositoryId: plan.repository.id, points: filled }),
    );
    return NO_WARNINGS;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const message = `${points.length} recovery points are in the vault and not in the catalogue, and could not be put into it. ${error.message}`;
    return oneWarning({ code: 'POINTS_NOT_ADOPTED', message });
  }
}

/** @param what how the sentence about them goes on: `of backups that did not finish` */
export function tellUnknown(what: string, ids: readonly string[]): Warnings {
  if (ids.length === 0) return NO_WARNINGS;
  const named = ids.slice(0, IDS_NAMED).map((id) => id.slice(0, 8));
  const subject = [...named, ...(ids.length > IDS_NAMED ? ['…'] : [])].join(', ');
  const message = `The vault holds ${ids.length === 1 ? 'a snapshot' : `${ids.length} snapshots`} ${what}. Nothing is done about that.`;
  return oneWarning({ code: 'SNAPSHOTS_UNKNOWN', message, subject });
}
