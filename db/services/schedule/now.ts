import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';

/** The clock of schedules: the database's, so that all schedulers share it. Its function is what a test replaces to move it. */
export const SCHEDULE_NOW = sql`schedule_now()`;

/** The moment of schedules in the caller's transaction. */
export async function scheduleNow(tx: Transaction): Promise<Date> {
  const [row] = await tx.execute<{ now: string }>(sql`select to_json(schedule_now()) as now`);
  if (!row) throw new Error('the store did not tell the time');
  return new Date(row.now);
}
