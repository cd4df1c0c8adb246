import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { OPEN_STATUSES } from '../domain/job.ts';
import { jobs } from '../schema/index.ts';

/** An open restore of the site whose target is this path, inside it or around it: its id, or undefined for none. */
export async function openRestoreAt(db: Database | Transaction, siteId: string, targetPath: string): Promise<string | undefined> {
  const other = sql`(${jobs.plan}->>'targetPath')`;
  const inside = sql`starts_with(${other} || '/', ${`${targetPath}/`})`;
  const around = sql`starts_with(${`${targetPath}/`}, ${other} || '/')`;
  const open = and(eq(jobs.siteId, siteId), eq(jobs.operation, 'RESTORE'), inArray(jobs.status, OPEN_STATUSES));
  const [job] = await db.select({ id: jobs.id }).from(jobs).where(and(open, sql`(${inside} or ${around})`)).limit(1);
  return job?.id;
}
