import type { DrillEvidence, DrillPlan, DrillProbe } from '@holdfast/db/domain/drill';
import type { WorkerSettings } from '../../../worker.ts';
import type { RestoreRun, StoredPoint } from '../../driver.ts';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import { databaseOfPart } from '../part-names.ts';
import type { Server } from '../server.ts';
import type { SettingsPart } from '../settings-part.ts';
import { compareRows, differs, type RowComparison } from './compare-rows.ts';
import { askQueries } from './queries.ts';

/** A scratch server that a point was restored to. */
export interface DatabasesDrill {
  readonly settings: WorkerSettings;
  readonly server: Server;
  readonly point: StoredPoint;
  readonly stored: SettingsPart;
  readonly drill: DrillPlan;
  readonly run: RestoreRun;
}

const TABLES_KEPT = 200;

/** A server that answers is no proof of any data. */
const NOTHING: DrillProbe = {
  name: 'rows',
  passed: false,
  text: 'The point holds no database that could be compared.',
};

/** Asks the restored server: does it answer, has each table the rows that the stored dump has, do the user's queries give what they must. */
export async function probeDatabases(drill: DatabasesDrill): Promise<DrillEvidence> {
  const probes = [await answers(drill)];
  const rows: { table: string; rows: number }[] = [];
  const dumps = drill.point.parts.filter(({ kind }) => kind === 'DUMP');
  const total = dumps.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (dumps.length === 0) probes.push(NOTHING);
  let before = 0;
  for (const dump of dumps) {
    const database = databaseOfPart(dump.name);
    const onBytes = (bytes: number) =>
      drill.run.progress({ percent: Math.min(90, (90 * (before + bytes)) / Math.max(1, total)) });
    const compared = await compareRows(drill, { database, dump, onBytes });
    before += dump.sizeBytes;
    probes.push(rowsProbe(database, compared));
    rows.push(
      ...compared.tables.map(({ table, restored }) => ({ table: `${database}.${table}`, rows: restored ?? 0 })),
    );
  }
  probes.push(
    ...(await askQueries(
      drill,
      dumps.map(({ name }) => databaseOfPart(name)),
    )),
  );
  return { probes, tables: rows.length, rows: rows.slice(0, TABLES_KEPT), bytes: total };
}

async function answers({ server, stored, run }: DatabasesDrill): Promise<DrillProbe> {
  const version = await withSession(server, { database: MAINTENANCE_DATABASE, signal: run.signal }, async (sql) => {
    const [row] = await sql<{ version: string }[]>`select pg_catalog.current_setting('server_version') as version`;
    return row?.version;
  });
  const text = `PostgreSQL ${version ?? '?'} answers; the point was made on ${stored.server.version}.`;
  return { name: 'server', passed: version !== undefined, text };
}

const DIFFERING_TOLD = 5;

function rowsProbe(database: string, { tables, unnamed }: RowComparison): DrillProbe {
  const differing = tables.filter(differs);
  const told = differing
    .slice(0, DIFFERING_TOLD)
    .map(({ table, stored, restored }) => `${table} has ${restored ?? 'no'} rows, its dump ${stored}`);
  // What could not be counted is no proof, where there is nothing else.
  const isBlind = tables.length === 0 && unnamed > 0;
  const total = tables.reduce((sum, { stored }) => sum + stored, 0);
  const apart = unnamed === 0 ? '' : ` ${unnamed} whose names cannot be read were not counted.`;
  const text =
    differing.length === 0
      ? `${tables.length} tables have the ${total} rows that their dump has.`
      : `${differing.length} of ${tables.length} tables differ from their dump: ${told.join('; ')}.`;
  return { name: `rows of ${database}`, passed: differing.length === 0 && !isBlind, text: text + apart };
}
