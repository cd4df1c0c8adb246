import { and, count, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Database } from '../client.ts';
import { drills, jobEvents, jobs, protectedItems, recoveryPoints, scheduledRuns } from '../schema/index.ts';

/** How many rows belong to each of these parents, by the parent's id; a parent without rows is not in it. One statement. */
export type RelatedCount = (db: Database, parentIds: readonly string[]) => Promise<Map<string, number>>;

export const itemsOfVaults = counted(protectedItems, protectedItems.vaultId);
export const itemsOfPolicies = counted(protectedItems, protectedItems.policyId);
export const jobsOfItems = counted(jobs, jobs.itemId);
export const eventsOfJobs = counted(jobEvents, jobEvents.jobId);
/** Available ones alone, as everywhere where nothing else is asked for. */
export const pointsOfItems = counted(recoveryPoints, recoveryPoints.itemId, eq(recoveryPoints.state, 'AVAILABLE'));

export const scheduledRunsOfItems = counted(scheduledRuns, scheduledRuns.itemId);

export const drillsOfItems = counted(drills, drills.itemId);

type Counted =
  | typeof protectedItems
  | typeof jobs
  | typeof jobEvents
  | typeof recoveryPoints
  | typeof scheduledRuns
  | typeof drills;

function counted(table: Counted, parent: AnyPgColumn, where?: SQL): RelatedCount {
  return async (db, parentIds) => {
    const rows = await db
      .select({ id: sql<string>`${parent}`, count: count() })
      .from(table)
      .where(and(inArray(parent, [...parentIds]), where))
      .groupBy(parent);
    return new Map(rows.map((row) => [row.id, row.count]));
  };
}
