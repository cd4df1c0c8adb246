import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import { faultPoint } from '../../../fault-point.ts';
import { writeDurably } from '../../../process/durable-file.ts';
import type { Restored } from '../../driver.ts';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import { targetStands } from './errors.ts';
import { landDatabase } from './land-database.ts';
import { freeName, REPLACED_COMMENT, scratchName } from './names.ts';
import { chosenDatabases, readRoles, readSettings, type StoredDatabase } from './point.ts';
import { createMissingRoles } from './roles.ts';
import { databaseJournals, settleDatabases } from './settle-databases.ts';
import { settleAfter } from './settle-after.ts';
import { createScratch } from './scratch.ts';
import { assertServerSpace } from './space.ts';
import { maintenanceDatabase, swapDatabases, type DatabaseSwap } from './swap-databases.ts';
import type { RestoreWork } from './work.ts';

/** One database on its way: what it is restored from, into, and what it will be called. */
interface Planned extends StoredDatabase {
  readonly scratch: string;
  readonly target: string;
  readonly old: DatabaseSwap['databases'][number]['old'];
}

/**
 * Restores whole databases: each into a new one beside, which is checked; then all take their names in one transaction.
 * What bore a name is kept under another (`REPLACE`), or stays (`KEEP_BOTH`: the restored one gets another).
 */
export async function restoreDatabases(work: RestoreWork): Promise<Restored> {
  const { run, server } = work;
  await run.startTask('Prepare');
  const settings = await readSettings(work);
  const chosen = chosenDatabases(work, settings);
  const session = { database: MAINTENANCE_DATABASE, signal: run.signal };
  const planned = await withSession(server, session, (sql) => planDatabases(work, { sql, chosen }));
  const journals = databaseJournals(run.directory);
  await writeDurably(journals.scratch, JSON.stringify(planned.map(({ scratch }) => scratch)));
  try {
    await landAndSwap(work, planned);
  } catch (error) {
    // The connection may have broken after the server had committed: that is for the server to say.
    return settleAfter(error, () => settleDatabases(server, run.directory));
  }
  return settleAfter(new Error('a swap of databases is not there'), () => settleDatabases(server, run.directory));
}

async function planDatabases(
  work: RestoreWork,
  from: { sql: Sql; chosen: readonly StoredDatabase[] },
): Promise<Planned[]> {
  const { sql, chosen } = from;
  const { plan, run, server } = work;
  await assertServerSpace(
    sql,
    server,
    chosen.reduce((bytes, { dump }) => bytes + dump.sizeBytes, 0),
  );
  const standing = await existingDatabases(sql);
  const other = plan.target.kind === 'DATABASE' ? plan.target.database : null;
  return chosen.map((database, index) => {
    const wanted = other ?? database.name;
    const old = standing.get(wanted);
    if (old && plan.conflict === 'FAIL_IF_EXISTS')
      throw targetStands(postgresqlPlace(server.config, wanted), 'DATABASE');
    const replaces = old !== undefined && plan.conflict === 'REPLACE';
    return {
      ...database,
      scratch: scratchName(run.hold, index),
      target: old && !replaces ? freeName(wanted, 'restored', { standing, at: run.now() }) : wanted,
      old: replaces ? { ...old, keptAs: freeName(wanted, 'replaced', { standing, at: run.now() }) } : null,
    };
  });
}

async function existingDatabases(sql: Sql): Promise<Map<string, { oid: number; allowsConnections: boolean }>> {
  const rows = await sql<{ oid: string; name: string; allows: boolean }[]>`
    select oid::text, datname as name, datallowconn as allows from pg_catalog.pg_database`;
  return new Map(rows.map(({ oid, name, allows }) => [name, { oid: Number(oid), allowsConnections: allows }]));
}

async function landAndSwap(work: RestoreWork, planned: readonly Planned[]): Promise<void> {
  const { run, server } = work;
  const session = { database: MAINTENANCE_DATABASE, signal: run.signal };
  await run.startTask('Restore beside the target');
  const roles = await readRoles(work);
  const warnings: JobWarning[] = await withSession(server, session, (sql) => createMissingRoles(sql, roles));
  const swaps: DatabaseSwap['databases'][number][] = [];
  let bytes = 0;
  const total = planned.reduce((sum, { dump }) => sum + dump.sizeBytes, 0);
  for (const { scratch, target, old, ...database } of planned) {
    const scratchOid = await withSession(server, session, (sql) => createScratch(sql, scratch, database.described));
    faultPoint('restore.scratch-made');
    warnings.push(...(await landDatabase(work, { ...database, scratch, before: bytes, total })));
    bytes += database.dump.sizeBytes;
    swaps.push({ scratch, scratchOid, target, old });
  }
  faultPoint('restore.landed');
  await run.startTask('Swap in');
  const swap = describeSwap(work, { planned, swaps, warnings, bytes });
  await writeDurably(databaseJournals(run.directory).swap, JSON.stringify(swap));
  await run.assertHeld();
  const database = maintenanceDatabase(swaps.map(({ target }) => target));
  await withSession(server, { ...session, database }, (sql) => swapDatabases(sql, swap));
  faultPoint('restore.swapped');
}

function describeSwap(
  { server, run, plan }: RestoreWork,
  landed: {
    planned: readonly Planned[];
    swaps: DatabaseSwap['databases'];
    warnings: JobWarning[];
    bytes: number;
  },
): DatabaseSwap {
  const { planned, swaps, warnings, bytes } = landed;
  const placeOf = (database: string) => postgresqlPlace(server.config, database);
  const kept = swaps.flatMap(({ old }) => (old ? [placeOf(old.keptAs)] : []));
  const asWritten = swaps.every(({ target }, index) => target === planned[index]?.name);
  return {
    databases: swaps,
    comment: `${REPLACED_COMMENT}${run.hold.jobId}`,
    restored: {
      restoredTo: asWritten && swaps.length > 1 ? plan.place : swaps.map(({ target }) => placeOf(target)).join(' '),
      tables: planned.reduce((sum, { described }) => sum + described.tables.length, 0),
      bytes,
      ...(kept.length > 0 && { replacedKeptAt: kept.join(' ') }),
      warnings: { first: warnings.slice(0, WARNINGS_TOLD), count: warnings.length },
    },
  };
}

const WARNINGS_TOLD = 100;
