import { sql } from 'drizzle-orm';
import { fromDrizzle, type PgBoss } from 'pg-boss';
import type { Transaction } from '../client.ts';
import { parsePayload, queueOf, type PayloadInput, type QueueName } from './definitions.ts';

/**
 * Puts a delivery into a queue inside the caller's transaction: it exists if and when that commits. Queues of sites need the
 * site.
 * @returns the delivery's id, or null where the queue's policy already has one for the key
 */
export async function enqueue<N extends QueueName>(
  boss: PgBoss,
  tx: Transaction,
  delivery: { name: N; siteId?: string; payload: PayloadInput<N>; key?: string; delayMs?: number },
): Promise<string | null> {
  const payload = parsePayload(delivery.name, delivery.payload);
  return boss.send(queueOf(delivery.name, delivery.siteId ?? ''), payload, {
    db: fromDrizzle(tx, sql),
    ...(delivery.key !== undefined && { singletonKey: delivery.key }),
    ...(delivery.delayMs && { startAfter: Math.ceil(delivery.delayMs / 1000) }),
  });
}
