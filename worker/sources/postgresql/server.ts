import type { PostgresqlConfig } from '@holdfast/db/sources/postgresql';

/** An item's server with what opens it. The password is null where the server asks for none. */
export interface Server {
  readonly config: PostgresqlConfig;
  readonly password: string | null;
}

/** How long to wait for a server that does not answer, in seconds. */
export const CONNECT_SECONDS = 10;

/** What Holdfast calls itself among a server's sessions. */
export const APPLICATION = 'holdfast';

/** What a server or a role may have set against sessions that take long. */
export const NO_TIMEOUTS = '-c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0';

/** A file that is not there is passed over; an empty one would be an error. */
const NOWHERE = '/nonexistent/holdfast';

/**
 * What makes PostgreSQL's own programs work on this server and nothing of the machine's: no password and no service file,
 * no certificates of the user that the worker runs as. Secrets go no other way (law 10).
 */
export function toolEnvironment({ config, password }: Server): Record<string, string> {
  return {
    PGHOST: config.host,
    PGPORT: String(config.port),
    PGUSER: config.user,
    PGSSLMODE: config.sslMode.toLowerCase(),
    PGAPPNAME: APPLICATION,
    PGCONNECT_TIMEOUT: String(CONNECT_SECONDS),
    PGCLIENTENCODING: 'UTF8',
    PGPASSFILE: '/dev/null',
    PGSERVICEFILE: '/dev/null',
    PGSSLCERT: NOWHERE,
    PGSSLKEY: NOWHERE,
    PGSSLROOTCERT: NOWHERE,
    PGSSLCRL: NOWHERE,
    PGGSSENCMODE: 'disable',
    PGOPTIONS: NO_TIMEOUTS,
    ...(password !== null && { PGPASSWORD: password }),
    LC_ALL: 'C.UTF-8',
  };
}
