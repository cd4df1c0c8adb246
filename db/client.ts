import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { relations } from './schema/index.ts';

/** The role every part but the migrations works as; it owns nothing (law 14). */
export const APP_ROLE = 'holdfast_app';

/**
 * How long the store keeps a transaction whose client says nothing: the locks of one whose line broke in the middle would
 * else keep a job from everybody, for hours where the connection is half-open. Ours never wait for anything but the store.
 */
export const IDLE_IN_TRANSACTION_MS = 10_000;

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
    // Else it asks about array types on each new connection, and when the store dies in that moment nobody catches it.
    // No column of ours is an array.
    fetch_types: false,
    connection: {
      application_name: options.name,
      role: APP_ROLE,
      TimeZone: 'UTC',
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  });
  return { db: drizzle({ client: sql, relations }), sql, close: (seconds = 5) => sql.end({ timeout: seconds }) };
}
