import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { HoldfastError } from '../domain/errors.ts';
import { QUEUE_SCHEMA } from '../queues/definitions.ts';

/**
 * Proves that the store has its tables, for a part that starts alone.
 * @throws HoldfastError STORE_NOT_SET_UP
 */
export async function assertStoreReady(db: Database): Promise<void> {
  const [found] = await db.execute<{ ready: boolean }>(
    sql`select to_regclass('public.store_seal') is not null and to_regclass(${`${QUEUE_SCHEMA}.version`}) is not null as ready`,
  );
  if (found?.ready) return;
  throw new HoldfastError({
    code: 'STORE_NOT_SET_UP',
    message: 'The store does not have all tables of this Holdfast yet.',
    cause: 'Neither npm start nor a gateway of this version has run on it.',
    remedy: 'Start with npm start, or start the gateway first: it sets the store up.',
    retryable: true,
    fault: 'USER',
  });
}
