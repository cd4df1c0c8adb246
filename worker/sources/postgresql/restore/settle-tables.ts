import { join } from 'node:path';
import { joinWarnings } from '../../../attempt/warnings.ts';
import type { Sql } from 'postgres';
import { z } from 'zod';
import type { Restored } from '../../driver.ts';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import type { Server } from '../server.ts';
import { identifier } from '../sql-text.ts';
import { SCRATCH_PREFIX } from './names.ts';
import { dropScratch } from './scratch.ts';
import { databaseJournals } from './settle-databases.ts';
import { readJournal } from './swap-record.ts';
import { areTablesSwapped, checkForeignKeys } from './swap-tables.ts';
import { tableSwapSchema } from './table-swap.ts';

const stagingSchema = z.object({ database: z.string(), schemas: z.array(z.string()) });

/** What a restore of tables writes into its attempt's folder, besides the name of its scratch database. */
export function tableJournals(directory: string) {
  return {
    /** The schemas it makes in the living database, written before they are made. */
    staging: join(directory, 'staging-schemas.json'),
    /** The swap, written before anything at the target changes. */
    swap: join(directory, 'table-swap.json'),
  };
}

/**
 * Ends an attempt's restore of tables, however the attempt ended: what was swapped in stays and has its foreign keys
 * checked, everything else is removed. May be called again.
 * @returns the result when the tables are in place; undefined when everything is as it was
 */
export async function settleTables(server: Server, directory: string): Promise<Restored | undefined> {
  const scratch = await readJournal(databaseJournals(directory).scratch, z.array(z.string()));
  if (!scratch) return undefined;
  const staging = await readJournal(tableJournals(directory).staging, stagingSchema);
  const swap = await readJournal(tableJournals(directory).swap, tableSwapSchema);
  const there = await withSession(server, { database: MAINTENANCE_DATABASE }, async (sql) => {
    await dropScratch(sql, scratch);
    const [row] = await sql`select from pg_catalog.pg_database where datname = ${staging?.database ?? ''}`;
    return row !== undefined;
  });
  if (!staging || !there) return undefined;
  return withSession(server, { database: staging.database }, async (sql) => {
    if (!swap || !(await areTablesSwapped(sql, swap))) {
      await dropStaging(sql, staging.schemas);
      return undefined;
    }
    const told = await checkForeignKeys(sql, swap);
    const warnings = joinWarnings([swap.restored.warnings, { first: told, count: told.length }]);
    return { ...swap.restored, warnings };
  });
}

async function dropStaging(sql: Sql, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) {
    // The name decides what is dropped: nothing but ours may ever get here.
    if (!schema.startsWith(SCRATCH_PREFIX)) throw new Error(`${schema} is no schema of a restore`);
    await sql.unsafe(`drop schema if exists ${identifier(schema)} cascade`);
  }
}
