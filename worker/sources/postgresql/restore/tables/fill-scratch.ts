import { join } from 'node:path';
import { formatTableName, type TableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import { writeDurably } from '../../../../process/durable-file.ts';
import { withSession } from '../../connect.ts';
import { databaseArgument } from '../../database-argument.ts';
import type { TableSettings } from '../../settings-part.ts';
import { identifier, qualified } from '../../sql-text.ts';
import { findTool } from '../../tools.ts';
import { serverMajor } from '../../version.ts';
import { listForTables } from './archive-list.ts';
import { pourInto } from '../archive.ts';
import { childAlone } from '../errors.ts';
import { moveStatistics } from './move-statistics.ts';
import type { StoredDatabase } from '../point.ts';
import type { RestoreWork } from '../work.ts';

export interface ScratchOfTables {
  readonly stored: StoredDatabase;
  readonly tables: readonly TableSettings[];
  readonly scratch: string;
  /** By schema: the schema that its tables are moved to. */
  readonly staging: ReadonlyMap<string, string>;
}

/**
 * Fills a scratch database with everything the dump defines and the rows of the chosen tables alone, and moves those into
 * schemas of their own: a chosen table needs types and functions, and may be defined nowhere but with all of them.
 * @returns the bytes of the dump that were read
 * @throws HoldfastError CHILD_ALONE, RESTORE_FAILED with what pg_restore said; as every reading of a vault
 */
export async function fillScratchWithTables(work: RestoreWork, from: ScratchOfTables): Promise<number> {
  const { server, run, settings, point } = work;
  const { stored, tables, scratch, staging } = from;
  const session = { database: scratch, signal: run.signal };
  const path = await withSession(server, session, async (sql) =>
    findTool(settings.postgresqlFolders, 'pg_restore', await serverMajor(sql, server)),
  );
  const pouring = { point, part: stored.dump, run };
  const listing = await pourInto({ ...pouring, program: { path, argv: ['--list'], server } });
  const listFile = join(run.directory, 'archive.list');
  await writeDurably(listFile, listForTables(listing, listed(from)));
  const argv = ['--exit-on-error', '--no-password', `--use-list=${listFile}`, databaseArgument(scratch)];
  let read = 0;
  await pourInto({
    ...pouring,
    program: { path, argv, server },
    onBytes: (bytes) => {
      read = bytes;
      const bytesTotal = Math.max(stored.dump.sizeBytes, bytes);
      run.progress({ percent: (bytes / Math.max(1, bytesTotal)) * 90, bytesDone: bytes, bytesTotal });
    },
  });
  await withSession(server, session, async (sql) => {
    await assertNoChildAlone(sql, tables);
    for (const schema of staging.values()) await sql.unsafe(`create schema ${identifier(schema)}`);
    for (const table of tables) {
      const schema = staging.get(table.schema) ?? '';
      await sql.unsafe(`alter table ${qualified(table)} set schema ${identifier(schema)}`);
    }
    await moveStatistics(sql, [...staging.values()]);
  });
  return read;
}

function listed({ stored, tables }: ScratchOfTables) {
  return {
    chosen: new Set(tables.map(({ oid }) => oid)),
    foreignKeys: stored.described.tables.flatMap(({ schema, name, foreignKeys }) =>
      foreignKeys.map((key) => ({ table: { schema, name }, name: key.name })),
    ),
  };
}

/** What a point says of its tables names the parents of partitions alone. */
async function assertNoChildAlone(sql: Sql, tables: readonly TableName[]): Promise<void> {
  const chosen = new Set(tables.map((table) => formatTableName(table)));
  const rows = await sql<{ schema: string; name: string; parentSchema: string; parentName: string }[]>`
    select n.nspname as schema, c.relname as name, np.nspname as "parentSchema", p.relname as "parentName"
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace np on np.oid = p.relnamespace
    where c.relkind in ('r', 'p') order by 1, 2, 3, 4`;
  for (const { schema, name, parentSchema, parentName } of rows) {
    const child = formatTableName({ schema, name });
    const parent = formatTableName({ schema: parentSchema, name: parentName });
    if (chosen.has(child) && !chosen.has(parent)) throw childAlone(child, parent);
  }
}
