import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { workers } from '../schema/index.ts';

/** Whether a worker of the site runs, as far as its supervisors know: one that fell silent is noticed within 15 s. */
export async function siteHasWorker(db: Database, siteId: string): Promise<boolean> {
  const running = and(eq(workers.siteId, siteId), isNull(workers.stoppedAt), isNull(workers.lostAt));
  return (await db.select({ id: workers.id }).from(workers).where(running).limit(1)).length > 0;
}
