import type { PostgresqlConfig } from '@holdfast/db/sources/postgresql';

/** An item's server with what opens it. The password is null where the server asks for none. */
export interface Server {
  readonly config: PostgresqlConfig;
  readonly password: string | null;
  /** What our sessions call themselves; a restore's do by its attempt, so that what is left of them can be found. */
  readonly application?: string;
  /** Its version, as 15, where it is known by now: then its programs are told of the timeouts that it has beyond the oldest. */
  readonly major?: number;
  /** Whose programs fill it, where they are not its own version's: those that the point was dumped by. */
  readonly toolsMajor?: number;
  /** A drill's: it has one disk and the locales of this machine, and data that wants others is still to come back. */
  readonly isThrowAway?: true;
}

/** How long to wait for a server that does not answer, in seconds. */
export const CONNECT_SECONDS = 10;

/** What Holdfast calls itself among a server's sessions. */
export const APPLICATION = 'holdfast';

/** What a server or a role may have set against sessions that take long. */
export const NO_TIMEOUTS = '-c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0';

/** The same, by the version that brought them: an older server takes no connection that names them. */
export const NEWER_TIMEOUTS: Readonly<Record<string, number>> = { idle_session_timeout: 14, transaction_timeout: 17 };

/** A file that is not there is passed over; an empty one would be an error. */
const NOWHERE = '/nonexistent/holdfast';

/**
 * What makes PostgreSQL's own programs work on this server and nothing of the machine's: no password and no service file,
 * no certificates of the user that the worker runs as. Secrets go no other way (law 10).
 */
export function toolEnvironment(server: Server): Record<string, string> {
  const { config, password, application = APPLICATION, major = 0 } = server;
  const newer = Object.keys(NEWER_TIMEOUTS).filter((name) => major >= (NEWER_TIMEOUTS[name] ?? Infinity));
  return {
    PGHOST: config.host,
    PGPORT: String(config.port),
    PGUSER: config.user,
    PGSSLMODE: config.sslMode.toLowerCase(),
    PGAPPNAME: application,
    PGCONNECT_TIMEOUT: String(CONNECT_SECONDS),
    PGCLIENTENCODING: 'UTF8',
    PGPASSFILE: '/dev/null',
    PGSERVICEFILE: '/dev/null',
    PGSSLCERT: NOWHERE,
    PGSSLKEY: NOWHERE,
    PGSSLROOTCERT: NOWHERE,
    PGSSLCRL: NOWHERE,
    PGGSSENCMODE: 'disable',
    PGOPTIONS: [NO_TIMEOUTS, ...newer.map((name) => `-c ${name}=0`)].join(' '),
    ...(password !== null && { PGPASSWORD: password }),
    LC_ALL: 'C.UTF-8',
  };
}
