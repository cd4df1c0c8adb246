import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { relations } from './schema/index.ts';

/** The role every part but the migrations works as; it owns nothing (law 14). */
export const APP_ROLE = 'holdfast_app';

export type Database = PostgresJsDatabase<typeof relations>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** An open connection pool to the store. */
export interface Store {
  readonly db: Database;
  readonly sql: postgres.Sql;
  /** Ends the pool; running statements get `seconds` to finish. */
  close(seconds?: number): Promise<void>;
}

/**
 * Opens a pool to the store as {@link APP_ROLE}, whatever user the URL names: with a `DATABASE_URL` there is often only
 * one. Connects lazily; a lost connection is made anew with the next statement.
 */
export function openStore(options: { url: string; connections: number; name: string }): Store {
  const sql = postgres(options.url, {
    max: options.connections,
    connect_timeout: 10,
    idle_timeout: 60,
    onnotice: () => {},
    connection: { application_name: options.name, role: APP_ROLE, TimeZone: 'UTC' },
  });
  return { db: drizzle({ client: sql, relations }), sql, close: (seconds = 5) => sql.end({ timeout: seconds }) };
}
