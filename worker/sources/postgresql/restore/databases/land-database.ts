import type { JobWarning } from '@holdfast/db/domain/job';
import { formatTableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import { withSession } from '../../connect.ts';
import { databaseArgument } from '../../database-argument.ts';
import type { DatabaseSettings } from '../../settings-part.ts';
import { findTool } from '../../tools.ts';
import { serverMajor } from '../../version.ts';
import { pourInto } from '../archive.ts';
import { restoredDiffers } from '../errors.ts';
import { giveBackSettings } from './give-back-settings.ts';
import type { StoredDatabase } from '../point.ts';
import type { RestoreWork } from '../work.ts';

/** A database to be filled, and how far the whole restore is before it, in bytes. */
export interface LandingDatabase extends StoredDatabase {
  readonly scratch: string;
  readonly before: number;
  readonly total: number;
}

/**
 * Fills a new, empty database from its dump, gives it the settings and rights it had, has the server look at its rows for the planner, and
 * checks that every table came back.
 * @returns what could not be given back
 */
export async function landDatabase(work: RestoreWork, database: LandingDatabase): Promise<JobWarning[]> {
  const { server, run, settings, point } = work;
  const { scratch, described, dump } = database;
  const path = await withSession(server, { database: scratch, signal: run.signal }, async (sql) =>
    findTool(settings.postgresqlFolders, 'pg_restore', server.toolsMajor ?? (await serverMajor(sql, server))),
  );
  const argv = [
    ...['--exit-on-error', '--no-password', '--no-subscriptions'],
    ...(server.isThrowAway ? ['--no-tablespaces'] : []),
    databaseArgument(scratch),
  ];
  await pourInto({
    point,
    part: dump,
    run,
    program: { path, argv, server },
    onBytes: (bytes) => run.progress(progressOf(database, bytes)),
  });
  return withSession(server, { database: scratch, signal: run.signal }, async (sql) => {
    await assertTables(sql, described);
    const warnings = await giveBackSettings(sql, { scratch, described });
    await sql.unsafe('analyze');
    return warnings;
  });
}

function progressOf({ before, total }: LandingDatabase, bytes: number) {
  const bytesDone = before + bytes;
  return { percent: Math.min(99, (bytesDone / Math.max(1, total)) * 100), bytesDone, bytesTotal: total };
}

async function assertTables(sql: Sql, described: DatabaseSettings): Promise<void> {
  const rows = await sql<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p')`;
  const there = new Set(rows.map((table) => formatTableName(table)));
  const missing = described.tables.map((table) => formatTableName(table)).find((table) => !there.has(table));
  if (missing !== undefined) throw restoredDiffers(`The table ${missing}`);
}
