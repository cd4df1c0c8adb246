import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { findChangedItems } from '../../queries/breaches.ts';
import type { Services } from '../context.ts';
import { settleObjectives } from './settle.ts';

/** So that one transaction never takes long. */
const ITEMS_AT_ONCE = 100;
/** So that one look ends; the next one goes on. */
const ROUNDS = 50;

/**
 * Notices objectives that are breached since the last look, and breaches that something ended: records each with its exact instants, raises its
 * alert once and resolves it once. Called again and again by every gateway and worker, so that it is told also when no worker is left. A
 * backup settles what nobody saw before it ended it, so that an outage of all who look loses no breach.
 * @returns how many breaches began or ended; 0 while another one looks
 */
export async function noticeBreaches(services: Services): Promise<number> {
  let noticed = 0;
  // A vault that is gone breaches thousands in one night: nobody is to wait an hour of looks for the last of them.
  for (let round = 0; round < ROUNDS; round++) {
    const { items, changes } = await noticeSome(services);
    noticed += changes;
    if (items < ITEMS_AT_ONCE || changes === 0) break;
  }
  return noticed;
}

async function noticeSome(services: Services): Promise<{ items: number; changes: number }> {
  return services.db.transaction(async (tx) => {
    if (!(await isOnlyOne(tx))) return { items: 0, changes: 0 };
    const itemIds = await findChangedItems(tx, sql`true`, ITEMS_AT_ONCE);
    return { items: itemIds.length, changes: await settleObjectives(services, tx, itemIds) };
  });
}

/** Of those that look at the same moment one does the work. */
async function isOnlyOne(tx: Transaction): Promise<boolean> {
  const [got] = await tx.execute<{ got: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended('notice-breaches', 0)) as got`,
  );
  return got?.got === true;
}
