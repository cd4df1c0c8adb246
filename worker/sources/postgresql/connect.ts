import postgres, { type Sql } from 'postgres';
import { explainSql } from './errors.ts';
import { oneSocket } from './one-socket.ts';
import { APPLICATION, CONNECT_SECONDS, NEWER_TIMEOUTS, NO_TIMEOUTS, type Server } from './server.ts';

const SSL = { DISABLE: false, PREFER: 'prefer', REQUIRE: 'require' } as const;

/** As the server or a role has them, a long restore could be cut; and names would mean what someone else's do. */
const SESSION_OPTIONS = `-c search_path= ${NO_TIMEOUTS}`;

/** Which database, until when. */
export interface SessionOptions {
  readonly database: string;
  readonly signal?: AbortSignal;
  /** Names without a schema mean what the database and the role have set, as for their users. */
  readonly ownSearchPath?: boolean;
}

/** One connection to a database. */
export interface Session extends AsyncDisposable {
  readonly sql: Sql;
}

/** Where the databases of a server are made, renamed and dropped from, so that none of them is in use by that. */
export const MAINTENANCE_DATABASE = 'postgres';

/**
 * Opens one connection to a database of a server; it is made with the first statement and never anew: once it is lost, every
 * further statement is refused, since what the session held is gone. When the signal aborts, the connection is cut.
 * What its statements raise is the client's: `explainSql` says what it means. Newer servers know timeouts that older ones do
 * not: see `liftTimeouts`.
 */
export function openSession(server: Server, options: SessionOptions): Session {
  const { config, password, application = APPLICATION } = server;
  const { database, signal, ownSearchPath = false } = options;
  const socket = oneSocket(config);
  const sql = postgres({
    // Only for its messages: where it connects to is the socket's.
    host: config.host.startsWith('/') ? 'localhost' : config.host,
    port: config.port,
    ...{ socket: socket.open },
    // Before anything else is said to it: the client would write to a connection that is no more, and that ends the process.
    onclose: () => void sql.end({ timeout: 0 }),
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
    connection: {
      application_name: application,
      client_encoding: 'UTF8',
      options: ownSearchPath ? NO_TIMEOUTS : SESSION_OPTIONS,
    },
  });
  const cut = () => {
    socket.giveUp();
    void sql.end({ timeout: 0 });
  };
  signal?.addEventListener('abort', cut, { once: true });
  return {
    sql,
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', cut);
      socket.giveUp();
      await sql.end({ timeout: 2 });
    },
  };
}

/** Takes from a session those timeouts that only newer servers know: one that does not would refuse to be told of them at the start. */
export async function liftTimeouts(sql: Sql): Promise<void> {
  await sql`
    select pg_catalog.set_config(name, '0', false) from pg_catalog.pg_settings
    where name in ${sql(Object.keys(NEWER_TIMEOUTS))}`;
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
    await liftTimeouts(session.sql);
    return await work(session.sql);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explainSql(error, server);
  }
}
