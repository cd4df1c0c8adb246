import type { Sql } from 'postgres';
import type { WorkerSettings } from '../../../worker.ts';
import type { InspectedCourse, TargetInspection } from '../../driver.ts';
import { inspectPath } from '../../files/inspect-path.ts';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import type { Server } from '../server.ts';
import { standingAt } from './tables/living-tables.ts';

/** Looks what a restore of databases would meet: whether they, or the tables, are there, and who is connected to what would be replaced. */
export async function inspectTarget(
  from: { server: Server; settings: WorkerSettings },
  course: InspectedCourse,
  signal: AbortSignal,
): Promise<TargetInspection> {
  const { server, settings } = from;
  const { selection, target } = course;
  if (target.kind === 'PATH') return inspectPath(target.path, settings);
  const own = 'database' in selection ? selection.database : null;
  const database = target.database ?? own;
  if (selection.kind === 'TABLES' && database !== null) {
    return withSession(server, { database, signal }, async (sql) => {
      const standing = await standingAt(sql, selection.tables);
      return { exists: standing.length > 0, sessions: [] };
    });
  }
  return inspectDatabases(server, database === null ? namesMet(course) : [database], signal);
}

/**
 * The databases that a restore of all of a point meets by their names; undefined where they were not told. As the restore
 * itself decides, see planDatabases: the entrance that every server has is in the way of none while it held no table.
 */
function namesMet({ databases, conflict }: InspectedCourse): string[] | undefined {
  const leavesEntrance = conflict === 'FAIL_IF_EXISTS' && databases !== undefined && databases.length > 1;
  return databases
    ?.filter(({ name, tableCount }) => !(leavesEntrance && name === MAINTENANCE_DATABASE && tableCount === 0))
    .map(({ name }) => name);
}

/** @param names undefined: every one that the server has */
async function inspectDatabases(
  server: Server,
  names: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<TargetInspection> {
  return withSession(server, { database: MAINTENANCE_DATABASE, signal }, async (sql) => {
    const wanted = namedIn(sql, names);
    const there = await sql`select from pg_catalog.pg_database where ${wanted}`;
    const sessions = await sql<{ application: string; user: string; count: number }[]>`
      select coalesce(nullif(application_name, ''), 'unnamed') as application, coalesce(usename, '') as "user", count(*)::int as count
      from pg_catalog.pg_stat_activity join pg_catalog.pg_database using (datname)
      where ${wanted} and pid <> pg_catalog.pg_backend_pid() and coalesce(backend_type, 'client backend') = 'client backend'
      group by 1, 2 order by 3 desc, 1, 2`;
    return { exists: there.length > 0, sessions };
  });
}

function namedIn(sql: Sql, names: readonly string[] | undefined) {
  if (!names) return sql`not datistemplate`;
  return names.length === 0 ? sql`false` : sql`datname in ${sql([...names])}`;
}
