import { join } from 'node:path';
import { writeDurably } from '../../../process/durable-file.ts';
import { withSession } from '../connect.ts';
import { databaseArgument } from '../database-argument.ts';
import type { TableSettings } from '../settings-part.ts';
import { identifier, qualified } from '../sql-text.ts';
import { findTool } from '../tools.ts';
import { serverMajor } from '../version.ts';
import { listForTables } from './archive-list.ts';
import { pourInto } from './archive.ts';
import { moveStatistics } from './move-statistics.ts';
import type { StoredDatabase } from './point.ts';
import type { RestoreWork } from './work.ts';

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
      run.progress({ percent: Math.min(90, (bytes / Math.max(1, stored.dump.sizeBytes)) * 90), bytesDone: bytes });
    },
  });
  await withSession(server, session, async (sql) => {
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
    foreignKeys: new Set(stored.described.tables.flatMap(({ foreignKeys }) => foreignKeys.map(({ name }) => name))),
  };
}
