import { formatTableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import { faultPoint } from '../../../../fault-point.ts';
import { writeDurably } from '../../../../process/durable-file.ts';
import { RESTORE_TASK } from '../../../../restore/tasks.ts';
import type { Restored } from '../../../driver.ts';
import { MAINTENANCE_DATABASE, withSession } from '../../connect.ts';
import type { TableSettings } from '../../settings-part.ts';
import { validateForeignKeys } from './check-foreign-keys.ts';
import { chooseTables } from './choose-tables.ts';
import { describeTableSwap, schemasBeside, type LandedTables } from './describe-table-swap.ts';
import { targetDatabaseMissing, targetStands } from '../errors.ts';
import { fillScratchWithTables } from './fill-scratch.ts';
import { standingAt } from './living-tables.ts';
import { moveToLiving } from './move-to-living.ts';
import { scratchName } from '../names.ts';
import { chosenDatabases, readSettings, type StoredDatabase } from '../point.ts';
import { makeRoles } from '../roles/make-roles.ts';
import { createScratch } from '../scratch.ts';
import { settleAfter } from '../settle-after.ts';
import { databaseJournals } from '../databases/settle-databases.ts';
import { settleTables, tableJournals, type StagingJournal } from './settle-tables.ts';
import { assertServerSpace } from '../space.ts';
import { swapTables } from './swap-tables.ts';
import type { TableSwap } from './table-swap.ts';
import { assertNotAllPublished, assertUntied } from './target-ties.ts';
import type { RestoreWork } from '../work.ts';

/** A restore of tables as it is decided: which, out of which dump, and into which database. */
interface TablesPlan {
  readonly stored: StoredDatabase;
  readonly tables: readonly TableSettings[];
  readonly living: string;
  readonly livingOid: number;
  readonly scratch: string;
  /** By the schema a table was in: where it lands in the living database. */
  readonly staging: ReadonlyMap<string, string>;
}

/**
 * Restores tables into a living database, whose other tables are neither touched nor locked: out of the dump into a scratch database,
 * from there into schemas of their own in the living one, and at last into place in one transaction.
 */
export async function restoreTables(work: RestoreWork): Promise<Restored> {
  const { run, server, settling } = work;
  await run.startTask(RESTORE_TASK.prepare);
  const plan = await planTables(work);
  const { living, livingOid } = plan;
  await withSession(server, { database: living, signal: run.signal }, (sql) => assertMayLand(work, { sql, ...plan }));
  await writeDurably(databaseJournals(run.directory).scratch, JSON.stringify([plan.scratch]));
  const journal: StagingJournal = { databaseOid: livingOid, schemas: [...plan.staging.values()] };
  await writeDurably(tableJournals(run.directory).staging, JSON.stringify(journal));
  const settle = () => settleTables(settling, { directory: run.directory, ...run.hold });
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
  const maintenance = { database: MAINTENANCE_DATABASE, signal: run.signal };
  const livingOid = await withSession(server, maintenance, async (sql) => {
    const [there] = await sql<{ oid: string }[]>`
      select oid::text from pg_catalog.pg_database where datname = ${living} and datallowconn`;
    if (!there) throw targetDatabaseMissing(living);
    await assertServerSpace(sql, server, 2 * tables.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0));
    return Number(there.oid);
  });
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const staging = new Map(schemas.map((schema, index) => [schema, scratchName(run.hold, index)]));
  return { stored, tables, living, livingOid, scratch: scratchName(run.hold, 0), staging };
}

async function assertMayLand(
  { plan }: RestoreWork,
  { sql, living, tables }: Pick<TablesPlan, 'living' | 'tables'> & { sql: Sql },
): Promise<void> {
  await assertNotAllPublished(sql, living);
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
  await run.startTask(RESTORE_TASK.land);
  const warnings = await makeRoles(work, { databases: [stored.described], attributes: false });
  await withSession(server, maintenance, (sql) => createScratch(sql, scratch, stored.described));
  faultPoint('restore.scratch-made');
  const bytes = await fillScratchWithTables(work, plan);
  faultPoint('restore.scratch-filled');
  const { encoding } = stored.described;
  const landed = await moveToLiving(work, { scratch, encoding, living, tables: plan.tables, staging });
  faultPoint('restore.landed');
  await run.startTask(RESTORE_TASK.swap);
  await swapIn(work, plan, { landed, warnings, bytes });
}

async function swapIn(
  work: RestoreWork,
  { stored, tables, living, staging }: TablesPlan,
  brought: Pick<LandedTables, 'landed' | 'warnings' | 'bytes'>,
): Promise<void> {
  const { run, server } = work;
  const session = { database: living, signal: run.signal };
  const journal = (swap: TableSwap) => writeDurably(tableJournals(run.directory).swap, JSON.stringify(swap));
  const beside = await withSession(server, session, (sql) => schemasBeside(sql, staging.keys(), run.now()));
  const swap = describeTableSwap(work, { ...brought, described: stored.described, tables, staging, beside });
  await journal(swap);
  await run.assertHeld();
  const swapped = await withSession(server, session, (sql) => swapTables(sql, { database: living, swap, journal }));
  faultPoint('restore.swapped');
  // Whatever comes of this, the tables are in place: settling tells what was not checked.
  const violated = await withSession(server, session, (sql) => validateForeignKeys(sql, swapped));
  await journal({ ...swapped, said: { ...swapped.said, ...violated } });
}
