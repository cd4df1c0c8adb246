import { SCRATCH_PREFIX, type PostgresqlConfig } from '@holdfast/db/sources/postgresql';
import type { Sql } from 'postgres';
import { MAINTENANCE_DATABASE } from '../connect.ts';
import { wasReplaced } from '../restore/names.ts';

/** Databases of a server as a backup sees them. */
export interface ListedDatabases {
  /** To be backed up, by name. */
  readonly taken: readonly string[];
  /** Not to be had: nobody may connect to them. Templates and what restores made are in neither. */
  readonly closed: readonly string[];
}

/** The database from which an item's server is asked what there is: one that its user can be expected to get into. */
export function entryDatabase({ database }: Pick<PostgresqlConfig, 'database'>): string {
  return database ?? MAINTENANCE_DATABASE;
}

/** The databases that belong to an item: the one it names, else all of the server. */
export async function listDatabases(sql: Sql, config: PostgresqlConfig): Promise<ListedDatabases> {
  const rows = await sql<{ name: string; open: boolean; template: boolean; comment: string | null }[]>`
    select datname as name, datallowconn as open, datistemplate as template,
      pg_catalog.shobj_description(oid, 'pg_database') as comment
    from pg_catalog.pg_database order by datname`;
  const meant = rows.filter((row) =>
    config.database === null
      ? !row.template && !wasReplaced(row) && !row.name.startsWith(SCRATCH_PREFIX)
      : row.name === config.database,
  );
  const named = (open: boolean) => meant.filter((row) => row.open === open).map((row) => row.name);
  return { taken: named(true), closed: named(false) };
}
