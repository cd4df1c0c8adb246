import type { RestoreCourse } from '@holdfast/db/domain/restore';
import type { WorkerSettings } from '../../../worker.ts';
import type { TargetInspection } from '../../driver.ts';
import { inspectPath } from '../../files/inspect-path.ts';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import type { Server } from '../server.ts';
import { standingAt } from './tables/living-tables.ts';

/** Looks what a restore of databases would meet: whether they, or the tables, are there, and who is connected to what would be replaced. */
export async function inspectTarget(
  from: { server: Server; settings: WorkerSettings },
  course: RestoreCourse,
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
  return inspectDatabases(server, database, signal);
}

async function inspectDatabases(
  server: Server,
  database: string | null,
  signal: AbortSignal,
): Promise<TargetInspection> {
  return withSession(server, { database: MAINTENANCE_DATABASE, signal }, async (sql) => {
    const wanted = database === null ? sql`not datistemplate` : sql`datname = ${database}`;
    const there = await sql`select from pg_catalog.pg_database where ${wanted}`;
    const sessions = await sql<{ application: string; user: string; count: number }[]>`
      select coalesce(nullif(application_name, ''), 'unnamed') as application, coalesce(usename, '') as "user", count(*)::int as count
      from pg_catalog.pg_stat_activity join pg_catalog.pg_database using (datname)
      where ${wanted} and pid <> pg_catalog.pg_backend_pid() and coalesce(backend_type, 'client backend') = 'client backend'
      group by 1, 2 order by 3 desc, 1, 2`;
    return { exists: there.length > 0, sessions };
  });
}
