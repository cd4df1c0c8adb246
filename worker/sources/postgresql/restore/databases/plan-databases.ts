import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import { MAINTENANCE_DATABASE } from '../../connect.ts';
import { targetIsTemplate, targetStands } from '../errors.ts';
import { freeName, scratchName } from '../names.ts';
import type { StoredDatabase } from '../point.ts';
import { assertServerSpace } from '../space.ts';
import type { DatabaseSwap } from './swap-databases.ts';
import type { RestoreWork } from '../work.ts';

/** One database on its way: what it is restored from, into, and what it will be called. */
export interface PlannedDatabase extends StoredDatabase {
  readonly scratch: string;
  readonly target: string;
  readonly old: DatabaseSwap['databases'][number]['old'];
}

/** A restore of databases as it is decided. */
export interface DatabasesPlan {
  readonly databases: readonly PlannedDatabase[];
  readonly warnings: readonly JobWarning[];
}

/**
 * Decides what each database is restored into and what becomes of what bears its name. Changes nothing.
 * @throws HoldfastError TARGET_EXISTS, TARGET_FORBIDDEN, TARGET_NO_SPACE
 */
export async function planDatabases(
  work: RestoreWork,
  { sql, chosen }: { sql: Sql; chosen: readonly StoredDatabase[] },
): Promise<DatabasesPlan> {
  const { plan, server } = work;
  const standing = await existingDatabases(sql);
  const left = plan.conflict === 'FAIL_IF_EXISTS' ? chosen.filter((one) => isEmptyEntrance(one, chosen, standing)) : [];
  const taken = chosen.filter((one) => !left.includes(one));
  await assertServerSpace(
    sql,
    server,
    taken.reduce((bytes, { dump }) => bytes + dump.sizeBytes, 0),
  );
  const names = new Set(standing.keys());
  const databases = taken.map((database, index) => planOne(work, { database, index, standing, names }));
  return { databases, warnings: left.map(({ name }) => leftAsItIs(name)) };
}

interface Standing {
  readonly oid: number;
  readonly isTemplate: boolean;
}

async function existingDatabases(sql: Sql): Promise<Map<string, Standing>> {
  const rows = await sql<{ oid: string; name: string; template: boolean }[]>`
    select oid::text, datname as name, datistemplate as template from pg_catalog.pg_database`;
  return new Map(rows.map(({ oid, name, template }) => [name, { oid: Number(oid), isTemplate: template }]));
}

/** Every server has it, also a new one that all databases are brought to; where it held no table it is not what they are brought for. */
function isEmptyEntrance(
  { name, described }: StoredDatabase,
  chosen: readonly StoredDatabase[],
  standing: ReadonlyMap<string, Standing>,
): boolean {
  return name === MAINTENANCE_DATABASE && chosen.length > 1 && described.tables.length === 0 && standing.has(name);
}

function leftAsItIs(name: string): JobWarning {
  return { code: 'DATABASE_LEFT', message: 'It exists and held no tables: it was left as it is.', subject: name };
}

function planOne(
  { plan, run, server }: RestoreWork,
  on: { database: StoredDatabase; index: number; standing: ReadonlyMap<string, Standing>; names: Set<string> },
): PlannedDatabase {
  const { database, index, standing, names } = on;
  const wanted = (plan.target.kind === 'DATABASE' ? plan.target.database : null) ?? database.name;
  const there = standing.get(wanted);
  const place = postgresqlPlace(server.config, wanted);
  if (there && plan.conflict === 'FAIL_IF_EXISTS') throw targetStands(place, 'DATABASE');
  if (there?.isTemplate && plan.conflict === 'REPLACE') throw targetIsTemplate(place);
  const scratch = scratchName(run.hold, index);
  if (!there) return { ...database, scratch, target: wanted, old: null };
  const beside = freeName(wanted, plan.conflict === 'REPLACE' ? 'replaced' : 'restored', {
    standing: names,
    at: run.now(),
  });
  // Names that begin alike are cut to the same beginning.
  names.add(beside);
  if (plan.conflict === 'KEEP_BOTH') return { ...database, scratch, target: beside, old: null };
  return { ...database, scratch, target: wanted, old: { oid: there.oid, keptAs: beside } };
}
