import { eq, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { policies, protectedItems } from '../schema/index.ts';

/** How long a restore of the item may take, in seconds: its own objective, else its policy's; null where nobody set one. */
export async function rtoSecondsOf(db: Database | Transaction, itemId: string): Promise<number | null> {
  const [row] = await db
    .select({ seconds: sql<number | null>`coalesce(${protectedItems.rtoSeconds}, ${policies.rtoSeconds})` })
    .from(protectedItems)
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .where(eq(protectedItems.id, itemId));
  return row?.seconds ?? null;
}
