import { InvalidInputError } from '../domain/errors.ts';
import type { PointContents } from '../domain/point-contents.ts';
import type { ParsedRestoreRequest, RestoreCourse, RestoreSelection, RestoreTarget } from '../domain/restore.ts';
import { formatTableName, parseTableName, type TableName } from '../domain/sql-name.ts';
import { postgresqlPlace, SCRATCH_PREFIX, type PostgresqlConfig } from './postgresql.ts';
import { refuseOthers } from './refuse-others.ts';

/** What there is to restore from: the item, and what its point is known to hold; null where that is not known. */
export interface PostgresqlPoint {
  readonly config: PostgresqlConfig;
  readonly contents: PointContents | null;
}

/**
 * What a restore of databases comes to: all of the point, one database or some of its tables; into the item's server, or as
 * files into a folder.
 * @throws InvalidInputError for what the point does not hold and for what cannot be done together
 */
export function planPostgresqlRestore(request: ParsedRestoreRequest, point: PostgresqlPoint): RestoreCourse {
  refuseOthers(request, {
    kind: 'databases',
    takes: ['database', 'tables', 'target.path', 'target.database'],
  });
  const selection = selectionOf(request, point);
  const target = targetOf(request, selection);
  const own = selection.kind === 'ALL' ? null : databaseOf(selection);
  const lands = target.kind === 'DATABASE' ? (target.database ?? own) : null;
  if (lands !== null && isReserved(lands)) {
    const path = request.target.database === undefined ? 'database' : 'target.database';
    throw invalid(path, `${lands} is no database to restore into: choose another as target.database`);
  }
  return {
    selection,
    target,
    place: target.kind === 'PATH' ? target.path : postgresqlPlace(point.config, lands ?? undefined),
    inPlace: target.kind === 'DATABASE' && lands === own,
  };
}

function selectionOf(request: ParsedRestoreRequest, point: PostgresqlPoint): RestoreSelection {
  const database = chosenDatabase(request, point);
  if (request.tables) {
    if (database === undefined) throw invalid('database', 'must be chosen, since the point holds several');
    return { kind: 'TABLES', database, tables: tablesOf(request.tables, database, point) };
  }
  return database === undefined ? { kind: 'ALL' } : { kind: 'DATABASE', database };
}

/** The one that was named, or the only one there is; undefined for all of several. */
function chosenDatabase({ database }: ParsedRestoreRequest, { config, contents }: PostgresqlPoint): string | undefined {
  const names = contents?.databases.map(({ name }) => name);
  const chosen = database ?? config.database ?? (names?.length === 1 ? names[0] : undefined);
  if (chosen === undefined || !names || names.includes(chosen)) return chosen;
  if (database !== undefined) throw invalid('database', 'is not in this recovery point');
  throw invalid('database', `must be chosen, since the item's own one, ${chosen}, is not in this recovery point`);
}

/** New databases are made from these; nobody can connect to the first. */
const TEMPLATES = new Set(['template0', 'template1']);

/** Whether a database of that name is the server's or Holdfast's own. */
function isReserved(name: string): boolean {
  return TEMPLATES.has(name) || name.startsWith(SCRATCH_PREFIX);
}

function tablesOf(texts: readonly string[], database: string, { contents }: PostgresqlPoint): TableName[] {
  const tables = texts.map((text, index) => {
    const table = parseTableName(text);
    if (!table) throw invalid(`tables.${index}`, 'must be written as in SQL: orders, sales.orders, "Sales"."Orders"');
    return table;
  });
  const known = contents?.databases.find(({ name }) => name === database);
  if (known && known.tables.length === known.tableCount) {
    const names = new Set(known.tables.map((table) => formatTableName(table)));
    const missing = tables.findIndex((table) => !names.has(formatTableName(table)));
    if (missing !== -1) throw invalid(`tables.${missing}`, `is not in this recovery point's database ${database}`);
  }
  return [...new Map(tables.map((table) => [formatTableName(table), table])).values()];
}

function targetOf({ target }: ParsedRestoreRequest, selection: RestoreSelection): RestoreTarget {
  if (target.path === undefined) {
    if (target.database !== undefined && selection.kind === 'ALL') {
      throw invalid('target.database', 'takes one database: choose which one of the point');
    }
    return { kind: 'DATABASE', database: target.database ?? null };
  }
  if (target.database !== undefined) throw invalid('target.database', 'does not go with a path: choose one of them');
  if (selection.kind === 'TABLES') throw invalid('target.path', 'does not go with tables: they go into a database');
  return { kind: 'PATH', path: target.path };
}

function databaseOf(selection: RestoreSelection): string | null {
  return 'database' in selection ? selection.database : null;
}

function invalid(path: string, message: string): InvalidInputError {
  return new InvalidInputError([{ path, message }]);
}
