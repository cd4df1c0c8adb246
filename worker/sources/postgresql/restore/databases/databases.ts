import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import type { JobWarning } from '@holdfast/db/domain/job';
import { faultPoint } from '../../../../fault-point.ts';
import { writeDurably } from '../../../../process/durable-file.ts';
import { RESTORE_TASK } from '../../../../restore/tasks.ts';
import type { Restored } from '../../../driver.ts';
import { MAINTENANCE_DATABASE, withSession } from '../../connect.ts';
import type { DatabaseSettings } from '../../settings-part.ts';
import { landDatabase } from './land-database.ts';
import { planDatabases, type PlannedDatabase } from './plan-databases.ts';
import { makeRoles } from '../roles/make-roles.ts';
import { chosenDatabases, readSettings } from '../point.ts';
import { createScratch, createScratchAnywhere } from '../scratch.ts';
import { settleAfter } from '../settle-after.ts';
import { databaseJournals, settleDatabases } from './settle-databases.ts';
import { maintenanceDatabase, swapDatabases, type DatabaseSwap } from './swap-databases.ts';
import type { RestoreWork } from '../work.ts';

/** How many warnings a restore tells by name; the rest is counted. */
const WARNINGS_TOLD = 100;

/**
 * Restores whole databases: each into a new one beside, which is checked; then all take their names in one transaction.
 * What bore a name is kept under another (`REPLACE`), or stays (`KEEP_BOTH`: the restored one gets another).
 */
export async function restoreDatabases(work: RestoreWork): Promise<Restored> {
  const { run, server } = work;
  await run.startTask(RESTORE_TASK.prepare);
  const settings = await readSettings(work);
  const chosen = chosenDatabases(work, settings);
  const session = { database: MAINTENANCE_DATABASE, signal: run.signal };
  const plan = await withSession(server, session, (sql) => planDatabases(work, { sql, chosen }));
  const journals = databaseJournals(run.directory);
  await writeDurably(journals.scratch, JSON.stringify(plan.databases.map(({ scratch }) => scratch)));
  // The connection may have broken after the server had committed: that is for the server to say.
  const settle = () => settleDatabases(work.settling, { ...run.hold, directory: run.directory });
  try {
    await landAndSwap(work, plan);
  } catch (error) {
    return settleAfter(error, settle);
  }
  return settleAfter(new Error('a swap of databases is not there'), settle);
}

type Plan = Awaited<ReturnType<typeof planDatabases>>;

async function landAndSwap(work: RestoreWork, plan: Plan): Promise<void> {
  const { run, server } = work;
  const session = { database: MAINTENANCE_DATABASE, signal: run.signal };
  await run.startTask(RESTORE_TASK.land);
  const databases = plan.databases.map(({ described }) => described);
  const warnings: JobWarning[] = [...plan.warnings, ...(await makeRoles(work, { databases }))];
  warnings.push(...databases.flatMap((database) => subscriptionsLeft(database)));
  const swaps: DatabaseSwap['databases'][number][] = [];
  let bytes = 0;
  const total = plan.databases.reduce((sum, { dump }) => sum + dump.sizeBytes, 0);
  for (const { scratch, target, old, ...database } of plan.databases) {
    const made = await withSession(server, session, (sql) =>
      server.isThrowAway
        ? createScratchAnywhere(sql, scratch, database.described)
        : createScratch(sql, scratch, database.described),
    );
    faultPoint('restore.scratch-made');
    warnings.push(...made.warnings, ...(await landDatabase(work, { ...database, scratch, before: bytes, total })));
    bytes += database.dump.sizeBytes;
    swaps.push({ scratch, scratchOid: made.oid, target, old });
  }
  faultPoint('restore.landed');
  await run.startTask(RESTORE_TASK.swap);
  const swap = describeSwap(work, { planned: plan.databases, swaps, warnings, bytes });
  await writeDurably(databaseJournals(run.directory).swap, JSON.stringify(swap));
  await run.assertHeld();
  const place = { ...session, database: maintenanceDatabase(swaps.map(({ target }) => target)) };
  await withSession(server, place, (swapping) =>
    withSession(server, place, (ending) => swapDatabases({ swapping, ending }, swap, run.signal)),
  );
  faultPoint('restore.swapped');
}

/** A subscription would begin to work at once, beside the one it is a copy of; and a database with one cannot be dropped. */
function subscriptionsLeft({ name, subscriptions }: DatabaseSettings): JobWarning[] {
  const message = 'Subscriptions are not restored: create it anew, after looking where the old one stands.';
  return subscriptions.map((one) => ({ code: 'SUBSCRIPTION_NOT_RESTORED', message, subject: `${name}: ${one}` }));
}

function describeSwap(
  { server, run, plan }: RestoreWork,
  landed: {
    planned: readonly PlannedDatabase[];
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
    jobId: run.hold.jobId,
    databases: swaps,
    restored: {
      restoredTo: asWritten && swaps.length > 1 ? plan.place : swaps.map(({ target }) => placeOf(target)).join(' '),
      tables: planned.reduce((sum, { described }) => sum + described.tables.length, 0),
      bytes,
      ...(kept.length > 0 && { replacedKeptAt: kept.join(' ') }),
      warnings: { first: warnings.slice(0, WARNINGS_TOLD), count: warnings.length },
    },
  };
}
