import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import {
  jobAttempts,
  jobs,
  policies,
  protectedItems,
  recoveryPointParts,
  recoveryPoints,
  repositories,
  sites,
  vaults,
  workers,
} from '../schema/index.ts';

interface AttemptKey {
  readonly jobId: string;
  readonly attempt: number;
}

const attemptIs = (key: AttemptKey) => and(eq(jobAttempts.jobId, key.jobId), eq(jobAttempts.number, key.attempt));

/** An attempt's row, or undefined. */
export async function findAttempt(db: Database, key: AttemptKey) {
  const [attempt] = await db.select().from(jobAttempts).where(attemptIs(key));
  return attempt;
}

/** An attempt that has ended, with what its job is, what that is about, and how the job stands since; undefined while it is open. */
export async function findEndedAttempt(db: Database, key: AttemptKey) {
  const [found] = await db
    .select({
      outcome: jobAttempts.outcome,
      error: jobAttempts.error,
      startedAt: jobAttempts.startedAt,
      endedAt: jobAttempts.endedAt,
      operation: jobs.operation,
      subject: sql<string>`coalesce(${jobs.itemId}, ${jobs.vaultId})`,
      name: sql<string>`coalesce(${protectedItems.name}, ${vaults.name})`,
      warningCount: jobs.warningCount,
      result: jobs.result,
    })
    .from(jobAttempts)
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .leftJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .leftJoin(vaults, eq(vaults.id, jobs.vaultId))
    .where(attemptIs(key));
  if (!found) return undefined;
  const { outcome, endedAt, ...rest } = found;
  return outcome === null || endedAt === null ? undefined : { ...rest, outcome, endedAt };
}

/** Which process runs an open attempt and of what kind of job; undefined once the attempt has ended. */
export async function findAttemptOwner(db: Database, key: AttemptKey) {
  const [owner] = await db
    .select({
      workerId: workers.id,
      hostId: workers.hostId,
      pid: workers.pid,
      pidStart: workers.pidStart,
      operation: jobs.operation,
      leaseEnded: sql<boolean>`${jobAttempts.leaseUntil} < now()`,
    })
    .from(jobAttempts)
    .innerJoin(workers, eq(workers.id, jobAttempts.workerId))
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .where(and(attemptIs(key), isNull(jobAttempts.endedAt)));
  return owner;
}

/** The attempt that holds a job now, or undefined. */
export async function findOpenAttempt(db: Database, jobId: string) {
  const [open] = await db
    .select({ jobId: jobAttempts.jobId, attempt: jobAttempts.number })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.jobId, jobId), isNull(jobAttempts.endedAt)));
  return open;
}

/** A job of an item with the item, its policy, its repository and the site it runs at; undefined for a job of a vault. */
export async function findJobForRun(db: Database, jobId: string) {
  const [found] = await db
    .select({ job: jobs, item: protectedItems, policy: policies, repository: repositories, site: sites })
    .from(jobs)
    .innerJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .innerJoin(repositories, eq(repositories.id, protectedItems.repositoryId))
    .innerJoin(sites, eq(sites.id, jobs.siteId))
    .where(eq(jobs.id, jobId));
  return found;
}

/** A recovery point with its parts in order. */
export async function findPointForRestore(db: Database, pointId: string) {
  const [point] = await db.select().from(recoveryPoints).where(eq(recoveryPoints.id, pointId));
  if (!point) return undefined;
  const parts = await db
    .select()
    .from(recoveryPointParts)
    .where(eq(recoveryPointParts.pointId, pointId))
    .orderBy(recoveryPointParts.ordinal);
  return { point, parts };
}

/** The open attempts of a site, with the processes that run them. */
export function findOpenAttemptsOfSite(db: Database, siteId: string) {
  return db
    .select({
      jobId: jobAttempts.jobId,
      attempt: jobAttempts.number,
      workerId: workers.id,
      hostId: workers.hostId,
      pid: workers.pid,
      pidStart: workers.pidStart,
    })
    .from(jobAttempts)
    .innerJoin(workers, eq(workers.id, jobAttempts.workerId))
    .where(and(isNull(jobAttempts.endedAt), eq(workers.siteId, siteId)));
}
