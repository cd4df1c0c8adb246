import type { Sql } from 'postgres';
import { identifier, qualified } from '../../sql-text.ts';

/** Extended statistics do not move with their table: takes them after tables that were moved into or out of these schemas. */
export async function moveStatistics(sql: Sql, schemas: readonly string[]): Promise<void> {
  const rows = await sql<{ from: string; name: string; to: string }[]>`
    select n.nspname as from, s.stxname as name, home.nspname as to
    from pg_catalog.pg_statistic_ext s
    join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
    join pg_catalog.pg_class c on c.oid = s.stxrelid join pg_catalog.pg_namespace home on home.oid = c.relnamespace
    where n.oid <> home.oid and (n.nspname in ${sql([...schemas])} or home.nspname in ${sql([...schemas])})`;
  for (const { from, name, to } of rows) {
    await sql.unsafe(`alter statistics ${qualified({ schema: from, name })} set schema ${identifier(to)}`);
  }
}
