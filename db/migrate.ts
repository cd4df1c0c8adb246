import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { installQueues } from './queues/install.ts';

/** Any number that no one else locks on. */
const MIGRATION_LOCK = 4_400_001;

/**
 * Brings the store's tables and the queues' up to this version. Starters at the same time wait for each other: the whole
 * of it runs under one advisory lock, held by one connection. May be run again at any time.
 *
 * @param ownerUrl a connection as the tables' owner
 */
export async function migrateStore(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {}, connection: { application_name: 'holdfast-migrate' } });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await applyMigrations(drizzle({ client: sql }), {
      migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
    });
    await installQueues(ownerUrl, sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
