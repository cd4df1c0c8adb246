import { asc, eq, isNotNull, lte, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { jobs, protectedItems, sites, vaults } from '../schema/index.ts';

/** Of each place: enough to fill it at once, and few enough that a pause with thousands waiting ends without one huge transaction. */
const OF_EACH_PLACE = 20;
const AT_ONCE = 200;

/** Whether any job waits: cheap, since nearly always none does. */
export async function isAnyWaiting(db: Database): Promise<boolean> {
  const [any] = await db.select({ id: jobs.id }).from(jobs).where(isNotNull(jobs.waitsFor)).limit(1);
  return any !== undefined;
}

export type WaitingJob = Awaited<ReturnType<typeof waitingJobs>>[number];

/** Queued jobs that wait for a place or for the end of a pause, the oldest of each place, so that a place that is full hides no other. */
export async function waitingJobs(db: Transaction) {
  const { id, operation, siteId, waitsFor } = jobs;
  const host = sql`${protectedItems.kind}, ${protectedItems.config}->>'host'`;
  const ofPlace = db
    .select({
      id: sql<string>`${id}`.as('waiting_id'),
      inPlace: sql<number>`row_number() over (
        partition by ${siteId}, coalesce(${protectedItems.vaultId}, ${jobs.vaultId}), ${host} order by ${id})`.as(
        'in_place',
      ),
    })
    .from(jobs)
    .leftJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .where(isNotNull(waitsFor))
    .as('of_place');
  return db
    .select({
      id,
      operation,
      siteId,
      waitsFor,
      vaultId: protectedItems.vaultId,
      kind: protectedItems.kind,
      config: protectedItems.config,
      site: { name: sites.name, maxJobs: sites.maxJobs, maxJobsPerHost: sites.maxJobsPerHost },
      vault: { name: vaults.name, maxJobs: vaults.maxJobs },
      pauses: sites.pauses,
    })
    .from(ofPlace)
    .innerJoin(jobs, eq(id, ofPlace.id))
    .innerJoin(sites, eq(sites.id, siteId))
    .leftJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .leftJoin(vaults, eq(vaults.id, sql`coalesce(${protectedItems.vaultId}, ${jobs.vaultId})`))
    .where(lte(ofPlace.inPlace, OF_EACH_PLACE))
    .orderBy(asc(id))
    .limit(AT_ONCE);
}
