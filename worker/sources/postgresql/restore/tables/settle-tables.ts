import { join } from 'node:path';
import { postgresqlPlace, SCRATCH_PREFIX } from '@holdfast/db/sources/postgresql';
import type { Sql } from 'postgres';
import { z } from 'zod';
import { joinWarnings } from '../../../../attempt/warnings.ts';
import type { Restored } from '../../../driver.ts';
import { MAINTENANCE_DATABASE, withSession } from '../../connect.ts';
import type { Server } from '../../server.ts';
import { identifier } from '../../sql-text.ts';
import { foreignKeyWarnings } from './check-foreign-keys.ts';
import { endSessionsOf } from '../end-sessions.ts';
import { keptSchemas, placeOfSchemas } from '../kept.ts';
import { REPLACED_COMMENT } from '../names.ts';
import { unmakeRoles } from '../roles/make-roles.ts';
import { dropScratch } from '../scratch.ts';
import { databaseJournals, type EndedAttempt } from '../databases/settle-databases.ts';
import { readJournal } from '../swap-record.ts';
import { areTablesSwapped } from './swap-tables.ts';
import { tableSwapSchema, type TableSwap } from './table-swap.ts';

const stagingSchema = z.object({
  /** Of the living database, whatever it is called by now. */
  databaseOid: z.number(),
  schemas: z.array(z.string()),
});
export type StagingJournal = z.output<typeof stagingSchema>;

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
 * Ends an attempt's restore of tables, however the attempt ended: what was swapped in stays, with its foreign keys as they
 * are, everything else is removed. Looks only once none of the attempt's sessions is left. May be called again.
 * @returns the result when the tables are in place; undefined when everything is as it was
 */
export async function settleTables(settling: Server, ended: EndedAttempt): Promise<Restored | undefined> {
  // It ends the sessions that bear the attempt's name, and must have none of them itself.
  const server: Server = { config: settling.config, password: settling.password };
  const { directory } = ended;
  const scratch = await readJournal(databaseJournals(directory).scratch, z.array(z.string()));
  if (!scratch) return undefined;
  const staging = await readJournal(tableJournals(directory).staging, stagingSchema);
  const database = await withSession(server, { database: MAINTENANCE_DATABASE }, async (sql) => {
    await endSessionsOf(sql, ended);
    await dropScratch(sql, scratch);
    const [row] = await sql<{ name: string }[]>`
      select datname as name from pg_catalog.pg_database where oid = ${staging?.databaseOid ?? 0}`;
    return row?.name;
  });
  const settled =
    staging && database !== undefined ? await settleIn(server, { database, staging, directory }) : undefined;
  // Roles that were needed on the way alone: what has come to own or be granted something stays.
  await withSession(server, { database: MAINTENANCE_DATABASE }, (sql) => unmakeRoles(sql, directory));
  return settled;
}

/** What became of the tables in the living database. */
async function settleIn(
  server: Server,
  { database, staging, directory }: { database: string; staging: StagingJournal; directory: string },
): Promise<Restored | undefined> {
  // Only now: what is left of a run writes it right before it commits.
  const swap = await readJournal(tableJournals(directory).swap, tableSwapSchema);
  return withSession(server, { database }, async (sql) => {
    if (swap && (await areTablesSwapped(sql, swap)))
      return restoredBy(sql, swap, postgresqlPlace(server.config, database));
    await dropStaging(sql, staging.schemas);
    return undefined;
  });
}

async function restoredBy(sql: Sql, swap: TableSwap, place: string): Promise<Restored> {
  const told = await foreignKeyWarnings(sql, swap);
  const kept = (await keptSchemas(sql, Object.values(swap.keptAs ?? {}))).filter(({ comment }) =>
    comment.startsWith(`${REPLACED_COMMENT}${swap.jobId} `),
  );
  return {
    ...swap.restored,
    restoredTo: swap.restoredIn.length > 0 ? placeOfSchemas(place, swap.restoredIn) : place,
    ...(kept.length > 0 && {
      replacedKeptAt: placeOfSchemas(
        place,
        kept.map(({ name }) => name),
      ),
    }),
    warnings: joinWarnings([swap.restored.warnings, { first: told, count: told.length }]),
  };
}

async function dropStaging(sql: Sql, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) {
    // The name decides what is dropped: nothing but ours may ever get here.
    if (!schema.startsWith(SCRATCH_PREFIX)) throw new Error(`${schema} is no schema of a restore`);
    await sql.unsafe(`drop schema if exists ${identifier(schema)} cascade`);
  }
}
