import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { OPEN_STATUSES } from '../domain/job.ts';
import { jobs, recoveryPointParts, recoveryPoints } from '../schema/index.ts';
import { isAmong } from './is-among.ts';

/** What the store believes to be in a repository: the engine's ids of snapshots. */
export interface RepositoryCatalogue {
  /** Of points that can be restored or brought back. */
  readonly expected: ReadonlySet<string>;
  /** Of points that are being removed: some may be gone. */
  readonly leaving: ReadonlySet<string>;
  /** Of points that are gone for good. */
  readonly gone: ReadonlySet<string>;
}

export async function repositoryCatalogue(db: Database, repositoryId: string): Promise<RepositoryCatalogue> {
  const rows = await db
    .select({ snapshotId: recoveryPointParts.snapshotId, state: recoveryPoints.state })
    .from(recoveryPointParts)
    .innerJoin(recoveryPoints, eq(recoveryPoints.id, recoveryPointParts.pointId))
    .where(eq(recoveryPointParts.repositoryId, repositoryId));
  const idsOf = (...states: readonly (typeof recoveryPoints.$inferSelect)['state'][]) =>
    new Set(rows.flatMap(({ snapshotId, state }) => (states.includes(state) ? [snapshotId] : [])));
  return { expected: idsOf('AVAILABLE', 'SOFT_DELETED'), leaving: idsOf('REMOVING'), gone: idsOf('REMOVED') };
}

/** Which of these jobs the store knows, and whether each is still open. */
export async function knownJobs(
  db: Database,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, { isOpen: boolean }>> {
  const all = [...ids];
  const open = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(isAmong(jobs.id, all), inArray(jobs.status, OPEN_STATUSES)));
  const isOpen = new Set(open.map(({ id }) => id));
  const known = await db.select({ id: jobs.id }).from(jobs).where(isAmong(jobs.id, all));
  return new Map(known.map(({ id }) => [id, { isOpen: isOpen.has(id) }]));
}
