import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { OPEN_STATUSES } from '../domain/job.ts';
import { jobs } from '../schema/index.ts';

/** An open restore of the site whose place is this one, inside it or around it: its id, or undefined for none. */
export async function openRestoreAt(
  db: Database | Transaction,
  siteId: string,
  place: string,
): Promise<string | undefined> {
  // Both end in one slash, the root's own: /srv/data is not around /srv/data2, and / is around everything.
  const mine = `${place.replace(/\/$/, '')}/`;
  const other = sql`rtrim(${jobs.plan}->>'place', '/') || '/'`;
  const inside = sql`starts_with(${other}, ${mine})`;
  const around = sql`starts_with(${mine}, ${other})`;
  const open = and(eq(jobs.siteId, siteId), eq(jobs.operation, 'RESTORE'), inArray(jobs.status, OPEN_STATUSES));
  const [job] = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(open, sql`(${inside} or ${around})`))
    .limit(1);
  return job?.id;
}
