import { eq, inArray, or, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { OPEN_STATUSES, type JobStatus } from '../domain/job.ts';
import { jobs } from '../schema/index.ts';

/** An instant by the store's clock, as the store writes it: only to be handed back to the store. */
export type StoreInstant = string;

/** What a job's status is now, or undefined for none of that id. */
export async function jobStatus(
  db: Database,
  id: string,
): Promise<{ status: JobStatus; at: StoreInstant } | undefined> {
  const [job] = await db
    .select({ status: jobs.status, at: sql<StoreInstant>`now()::text` })
    .from(jobs)
    .where(eq(jobs.id, id));
  return job;
}

/** How long a transaction may take between its `now()` and its commit and still not be overlooked. */
const OVERLAP = sql`interval '1 minute'`;

/**
 * The jobs someone who watches all of them must look at again, oldest first: every open one, and those that ended since
 * the instant (and shortly before it).
 */
export async function jobsToWatch(
  db: Database,
  endedSince: StoreInstant | undefined,
): Promise<{ ids: string[]; at: StoreInstant }> {
  const open = inArray(jobs.status, OPEN_STATUSES);
  const ended = endedSince === undefined ? undefined : sql`${jobs.endedAt} >= ${endedSince}::timestamptz - ${OVERLAP}`;
  const ids = db
    .select({ ids: sql`coalesce(json_agg(${jobs.id} order by ${jobs.id}), '[]')` })
    .from(jobs)
    .where(or(open, ended));
  const [row] = await db.execute<{ ids: string[]; at: StoreInstant }>(sql`select (${ids}) as ids, now()::text as at`);
  if (!row) throw new Error('a select without from gave no row');
  return row;
}
