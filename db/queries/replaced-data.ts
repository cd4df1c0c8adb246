import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { replacedData } from '../schema/index.ts';

const MOST_AT_ONCE = 100;

/** What restores replaced on a machine's disk and whose days are over, oldest first. */
export function findExpiredReplacedData(db: Database, place: { readonly siteId: string; readonly hostName: string }) {
  return db
    .select({ jobId: replacedData.jobId, keptAt: replacedData.keptAt })
    .from(replacedData)
    .where(
      and(
        eq(replacedData.siteId, place.siteId),
        eq(replacedData.hostName, place.hostName),
        isNull(replacedData.removedAt),
        lt(replacedData.keptUntil, sql`now()`),
      ),
    )
    .orderBy(asc(replacedData.keptUntil))
    .limit(MOST_AT_ONCE);
}
