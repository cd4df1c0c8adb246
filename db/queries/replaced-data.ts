import { and, asc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { jobs, protectedItems, replacedData } from '../schema/index.ts';

const MOST_AT_ONCE = 100;

/** What restores replaced on a machine's disk, or on a server, and whose days are over, oldest first. */
export function findExpiredReplacedData(db: Database, place: { readonly siteId: string; readonly hostName: string }) {
  return db
    .select({ jobId: replacedData.jobId, keptAt: replacedData.keptAt, item: protectedItems })
    .from(replacedData)
    .innerJoin(jobs, eq(jobs.id, replacedData.jobId))
    .innerJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .where(
      and(
        eq(replacedData.siteId, place.siteId),
        or(isNull(replacedData.hostName), eq(replacedData.hostName, place.hostName)),
        isNull(replacedData.removedAt),
        lt(replacedData.keptUntil, sql`now()`),
      ),
    )
    .orderBy(asc(replacedData.keptUntil))
    .limit(MOST_AT_ONCE);
}
