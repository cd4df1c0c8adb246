import { and, count, eq } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { IS_RETAINED } from './retained-points.ts';
import { jobs, protectedItems } from '../schema/index.ts';

/** How many items a retention job looks at: those of its vault and site that retention counts for. */
export async function countRetainedItems(db: Database, jobId: string): Promise<number> {
  const [found] = await db
    .select({ items: count() })
    .from(jobs)
    .innerJoin(protectedItems, and(eq(protectedItems.vaultId, jobs.vaultId), eq(protectedItems.siteId, jobs.siteId)))
    .where(and(eq(jobs.id, jobId), IS_RETAINED));
  return found?.items ?? 0;
}
