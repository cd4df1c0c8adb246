import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import { formatTableName } from '@holdfast/db/domain/sql-name';
import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import { faultPoint } from '../../../fault-point.ts';
import { writeDurably } from '../../../process/durable-file.ts';
import type { Restored } from '../../driver.ts';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import type { TableSettings } from '../settings-part.ts';
import { chooseTables } from './choose-tables.ts';
import { targetDatabaseMissing, targetStands } from './errors.ts';
import { fillScratchWithTables } from './fill-scratch.ts';
import { assertUntied, standingAt } from './living-tables.ts';
import { moveToLiving, type LandedTable } from './move-to-living.ts';
import { freeName, REPLACED_COMMENT, scratchName } from './names.ts';
import { chosenDatabases, readRoles, readSettings, type StoredDatabase } from './point.ts';
import { createMissingRoles } from './roles.ts';
import { createScratch } from './scratch.ts';
import { settleAfter } from './settle-after.ts';
import { databaseJournals } from './settle-databases.ts';
import { settleTables, tableJournals } from './settle-tables.ts';
import { assertServerSpace } from './space.ts';
import { swapTables } from './swap-tables.ts';
import type { TableSwap } from './table-swap.ts';
import type { RestoreWork } from './work.ts';

/** A restore of tables as it is decided: which, out of which dump, and into which database. */
interface TablesPlan {
  readonly stored: StoredDatabase;
  readonly tables: readonly TableSettings[];
  readonly living: string;
  readonly scratch: string;
  /** By the schema a table was in: where it lands in the living database. */
  readonly staging: ReadonlyMap<string, string>;
}

/**
 * Restores tables into a living database, whose other tables are neither touched nor locked: out of the dump into a scratch database,
 * from there into schemas of their own in the living one, and at last into place in one transaction.
 */
export async function restoreTables(work: RestoreWork): Promise<Restored> {
  const { run, server } = work;
  await run.startTask('Prepare');
  const plan = await planTables(work);
  const { living } = plan;
  await withSession(server, { database: living, signal: run.signal }, (sql) => assertMayLand(work, { sql, ...plan }));
  await writeDurably(databaseJournals(run.directory).scratch, JSON.stringify([plan.scratch]));
  const journal = { database: living, schemas: [...plan.staging.values()] };
  await writeDurably(tableJournals(run.directory).staging, JSON.stringify(journal));
  const settle = () => settleTables(server, run.directory);
  try {
    await landAndSwap(work, plan);
  } catch (error) {
    return settleAfter(error, settle);
  }
  return settleAfter(new Error('a swap of tables is not there'), settle);
}

async function planTables(work: RestoreWork): Promise<TablesPlan> {
  const { plan, run, server } = work;
  const { selection, target } = plan;
  if (selection.kind !== 'TABLES') throw new Error('the plan chooses no tables');
  const settings = await readSettings(work);
  const [stored] = chosenDatabases(work, settings);
  if (!stored) throw new Error('a plan of tables has no database');
  const tables = chooseTables(stored.described, selection.tables);
  const living = (target.kind === 'DATABASE' ? target.database : null) ?? stored.name;
  await withSession(server, { database: MAINTENANCE_DATABASE, signal: run.signal }, async (sql) => {
    const [there] = await sql`select from pg_catalog.pg_database where datname = ${living} and datallowconn`;
    if (!there) throw targetDatabaseMissing(living);
    await assertServerSpace(sql, server, 2 * tables.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0));
  });
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const staging = new Map(schemas.map((schema, index) => [schema, scratchName(run.hold, index)]));
  return { stored, tables, living, scratch: scratchName(run.hold, 0), staging };
}

async function assertMayLand(
  { plan }: RestoreWork,
  { sql, tables }: { sql: Sql; tables: readonly TableSettings[] },
): Promise<void> {
  if (plan.conflict === 'KEEP_BOTH') return;
  const standing = await standingAt(sql, tables);
  const [first] = standing;
  if (first && plan.conflict === 'FAIL_IF_EXISTS') throw targetStands(formatTableName(first), 'TABLE');
  await assertUntied(sql, standing);
}

async function landAndSwap(work: RestoreWork, plan: TablesPlan): Promise<void> {
  const { run, server } = work;
  const { living, scratch, stored, staging } = plan;
  const maintenance = { database: MAINTENANCE_DATABASE, signal: run.signal };
  await run.startTask('Restore beside the target');
  const roles = await readRoles(work);
  const warnings = await withSession(server, maintenance, (sql) => createMissingRoles(sql, roles));
  await withSession(server, maintenance, (sql) => createScratch(sql, scratch, stored.described));
  faultPoint('restore.scratch-made');
  const bytes = await fillScratchWithTables(work, plan);
  faultPoint('restore.scratch-filled');
  const landed = await moveToLiving(work, { scratch, living, tables: plan.tables, staging });
  faultPoint('restore.landed');
  await run.startTask('Swap in');
  const free = await withSession(server, { database: living, signal: run.signal }, (sql) =>
    schemasBeside(work, { sql, ...plan }),
  );
  const swap = describeSwap(work, { ...plan, ...free, landed, warnings, bytes });
  await writeDurably(tableJournals(run.directory).swap, JSON.stringify(swap));
  await run.assertHeld();
  await withSession(server, { database: living, signal: run.signal }, (sql) => swapTables(sql, swap));
  faultPoint('restore.swapped');
}

/** Names for schemas beside those of the tables, by their schema. */
interface SchemasBeside {
  /** For what is restored, where both are kept. */
  readonly restored: ReadonlyMap<string, string>;
  /** For what is replaced. */
  readonly kept: ReadonlyMap<string, string>;
}

async function schemasBeside(
  { run }: RestoreWork,
  { sql, staging }: TablesPlan & { sql: Sql },
): Promise<SchemasBeside> {
  const rows = await sql<{ name: string }[]>`select nspname as name from pg_catalog.pg_namespace`;
  const standing = new Set(rows.map(({ name }) => name));
  const named = (what: 'restored' | 'replaced') =>
    new Map([...staging.keys()].map((schema) => [schema, freeName(schema, what, { standing, at: run.now() })]));
  return { restored: named('restored'), kept: named('replaced') };
}

type Landed = TablesPlan &
  SchemasBeside & {
    readonly landed: readonly LandedTable[];
    readonly warnings: readonly JobWarning[];
    readonly bytes: number;
  };

function describeSwap({ plan, run, server }: RestoreWork, landed: Landed): TableSwap {
  const { living, tables, staging, warnings, bytes } = landed;
  const keepsBoth = plan.conflict === 'KEEP_BOTH';
  const replaces = plan.conflict === 'REPLACE';
  const place = postgresqlPlace(server.config, living);
  return {
    database: living,
    tables: landed.landed.map((table) => ({
      ...table,
      schema: (keepsBoth ? landed.restored.get(table.schema) : undefined) ?? table.schema,
    })),
    staging: [...staging.values()],
    // A copy beside the original is no part of the application: it must not hinder what that does.
    foreignKeys: keepsBoth ? [] : tables.flatMap((table) => foreignKeysOf(table)),
    keptAs: replaces ? Object.fromEntries(landed.kept) : null,
    comment: `${REPLACED_COMMENT}${run.hold.jobId}`,
    restored: {
      restoredTo: keepsBoth ? inSchemas(place, [...landed.restored.values()]) : place,
      tables: tables.length,
      bytes,
      ...(replaces && { replacedKeptAt: inSchemas(place, [...landed.kept.values()]) }),
      warnings: { first: warnings, count: warnings.length },
    },
  };
}

function foreignKeysOf({ schema, name, kind, foreignKeys }: TableSettings): TableSwap['foreignKeys'] {
  return foreignKeys.map((key) => ({
    table: { schema, name },
    name: key.name,
    definition: key.definition,
    partitioned: kind === 'PARTITIONED',
  }));
}

function inSchemas(place: string, schemas: readonly string[]): string {
  return `${place}?${schemas.map((schema) => `schema=${encodeURIComponent(schema)}`).join('&')}`;
}
