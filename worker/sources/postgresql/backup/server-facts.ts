import type { Sql } from 'postgres';
import type { ServerSettings } from '../settings-part.ts';

/** What a server is, and what the item's user may do on it, as far as it matters to a backup. */
export interface ServerFacts {
  /** As the server says it. */
  readonly version: string;
  readonly superuser: boolean;
  /** Whether the user may read the roles' passwords. */
  readonly readsPasswords: boolean;
}

/** Asks a server what it is. */
export async function readServerFacts(sql: Sql): Promise<ServerFacts> {
  const [facts] = await sql<[ServerFacts]>`
    select pg_catalog.current_setting('server_version') as version,
      pg_catalog.current_setting('is_superuser') = 'on' as superuser,
      pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'select') as "readsPasswords"`;
  return facts;
}

/**
 * The server's settings that someone has chosen. Commands, connections and settings that PostgreSQL does not know are left
 * out, since they may hold secrets.
 */
export async function readServerSettings(sql: Sql): Promise<ServerSettings['settings']> {
  return sql<{ name: string; setting: string; source: string }[]>`
    select name, setting, source from pg_catalog.pg_settings
    where source in ('environment variable', 'configuration file', 'command line', 'global')
      and category <> 'Customized Options' and name !~ '_command$|conninfo|passphrase'
    order by name`;
}
