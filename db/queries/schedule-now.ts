import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';

/** The clock of schedules and of retention: the database's, so that all processes share it. Its function is what a test replaces to move it. */
export const SCHEDULE_NOW = sql`schedule_now()`;

/** The moment of schedules and of retention; in a transaction, that of the whole transaction. */
export async function scheduleNow(db: Database | Transaction): Promise<Date> {
  const [row] = await db.execute<{ now: string }>(sql`select to_json(schedule_now()) as now`);
  if (!row) throw new Error('the store did not tell the time');
  return new Date(row.now);
}
