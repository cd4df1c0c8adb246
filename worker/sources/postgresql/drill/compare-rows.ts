import { parseTableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import type { StoredPoint } from '../../driver.ts';
import { withSession } from '../connect.ts';
import { startProgram } from '../program.ts';
import { pourIntoReader, type Reader } from '../restore/archive.ts';
import { restoreFailed } from '../restore/errors.ts';
import { qualified } from '../sql-text.ts';
import { findTool } from '../tools.ts';
import { RowCounter } from './count-rows.ts';
import type { DatabasesDrill } from './probe.ts';

/** A table's rows in the dump, and in the restored database: undefined where it is not there. */
export interface ComparedTable extends RestoredTable {
  readonly table: string;
  readonly stored: number;
}

interface RestoredTable {
  readonly restored: number | undefined;
  /** Made by an extension, which brings rows of its own: a dump holds none but those that people added. */
  readonly isOfExtension: boolean;
}

/** Whether a table came back with fewer or other rows than it must have. */
export function differs({ stored, restored, isOfExtension }: Omit<ComparedTable, 'table'>): boolean {
  return restored === undefined || (isOfExtension ? restored < stored : restored !== stored);
}

export interface RowComparison {
  readonly tables: readonly ComparedTable[];
  /** Tables whose names the dump does not show as text. */
  readonly unnamed: number;
}

export interface ComparedDatabase {
  readonly database: string;
  readonly dump: StoredPoint['parts'][number];
  readonly onBytes: (bytes: number) => void;
}

/** Counts the rows of a stored dump, read from the vault anew, and those of the restored database, table by table. */
export async function compareRows(drill: DatabasesDrill, compared: ComparedDatabase): Promise<RowComparison> {
  const stored = await countStored(drill, compared);
  const { server, run } = drill;
  return withSession(server, { database: compared.database, signal: run.signal }, async (sql) => {
    const tables: ComparedTable[] = [];
    for (const [table, rows] of stored.rows) tables.push({ table, stored: rows, ...(await countIn(sql, table)) });
    return { tables, unnamed: stored.unnamed };
  });
}

async function countStored(drill: DatabasesDrill, { dump, onBytes }: ComparedDatabase): Promise<RowCounter> {
  const { settings, point, run, stored } = drill;
  const path = await findTool(settings.postgresqlFolders, 'pg_restore', stored.server.major);
  const reader = readRows(path, run);
  return pourIntoReader({ point, part: dump, run, onBytes }, reader);
}

/** pg_restore writes the dump's rows as a script, for no server to run. */
function readRows(path: string, { signal, marker }: DatabasesDrill['run']): Reader<RowCounter> {
  const argv = ['--data-only', '--file=-'];
  const program = startProgram({ path, argv, environment: { LC_ALL: 'C.UTF-8' }, signal, marker });
  const counter = new RowCounter();
  const output = (async () => {
    for await (const chunk of program.stdout) if (Buffer.isBuffer(chunk)) counter.add(chunk);
    const ending = await program.ended;
    signal.throwIfAborted();
    if (ending.code !== 0) throw restoreFailed('pg_restore', ending);
    return counter;
  })();
  output.catch(() => undefined);
  return { stdin: program.stdin, output };
}

/** Its own rows alone: those of tables that inherit from it are theirs. */
async function countIn(sql: Sql, table: string): Promise<RestoredTable> {
  const missing = { restored: undefined, isOfExtension: false };
  const name = parseTableName(table);
  if (!name) return missing;
  const [there] = await sql<{ isOfExtension: boolean }[]>`
    select exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e') as "isOfExtension"
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${name.schema} and c.relname = ${name.name}`;
  if (!there) return missing;
  const [row] = await sql.unsafe<{ rows: string }[]>(`select count(*)::text as rows from only ${qualified(name)}`);
  return { restored: Number(row?.rows), isOfExtension: there.isOfExtension };
}
