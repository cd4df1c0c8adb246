import postgres, { type Sql } from 'postgres';
import { explainSql } from './errors.ts';
import { APPLICATION, CONNECT_SECONDS, NO_TIMEOUTS, type Server } from './server.ts';

const SSL = { DISABLE: false, PREFER: 'prefer', REQUIRE: 'require' } as const;

/** As settings of the server or of a role would have them, a long restore could be cut; and names would mean what someone else's do. */
const SESSION_OPTIONS = `-c search_path= ${NO_TIMEOUTS}`;

/** One connection to a database. */
export interface Session extends AsyncDisposable {
  readonly sql: Sql;
}

/** Where the databases of a server are made, renamed and dropped from, so that none of them is in use by that. */
export const MAINTENANCE_DATABASE = 'postgres';

/**
 * Opens one connection to a database of a server; it is made with the first statement and never made anew unasked, since what a session
 * holds (a snapshot, a lock, a transaction) would silently be gone. When the signal aborts, the connection is cut.
 * What its statements raise is the client's: wrap them in `explained`.
 */
export function openSession(server: Server, options: { database: string; signal?: AbortSignal }): Session {
  const { config, password } = server;
  const { database, signal } = options;
  const sql = postgres({
    host: config.host,
    port: config.port,
    user: config.user,
    // Else the client would look for one in its environment.
    password: password ?? '',
    database,
    ssl: SSL[config.sslMode],
    max: 1,
    max_lifetime: null,
    connect_timeout: CONNECT_SECONDS,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: APPLICATION, client_encoding: 'UTF8', options: SESSION_OPTIONS },
  });
  const cut = () => void sql.end({ timeout: 0 });
  signal?.addEventListener('abort', cut, { once: true });
  return {
    sql,
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', cut);
      await sql.end({ timeout: 2 });
    },
  };
}

/** Runs statements on a connection of their own and explains what they raise. @throws HoldfastError as `explainSql`; the signal's reason */
export async function withSession<T>(
  server: Server,
  options: { database: string; signal?: AbortSignal },
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted();
  await using session = openSession(server, options);
  try {
    return await work(session.sql);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explainSql(error, server);
  }
}
