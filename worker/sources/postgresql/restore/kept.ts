import { HoldfastError } from '@holdfast/db/domain/errors';
import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import postgres, { type Sql } from 'postgres';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import type { Server } from '../server.ts';
import { identifier, qualified } from '../sql-text.ts';
import { keptHoldsMore } from './errors.ts';
import { tablesKept, wasReplaced } from './names.ts';

/** What a restore kept: a database, or schemas in one. */
interface Kept {
  readonly database: string;
  readonly schemas: readonly string[];
}

/** A place of schemas, as results tell it: the database's with their names. */
export function placeOfSchemas(place: string, schemas: readonly string[]): string {
  return `${place}?${schemas.map((schema) => `schema=${encodeURIComponent(schema)}`).join('&')}`;
}

/**
 * Removes what a restore moved aside, after its days. Only what its comment says is ours goes; what something else depends
 * on by now, or someone is connected to, stays and is told. May be called again, and when it has gone.
 * @param keptAt places parted by spaces, as the restore told them
 * @throws HoldfastError REPLACED_DATA_ELSEWHERE for another server's, REPLACED_DATA_SHARED; what the server refused
 */
export async function removeReplaced(server: Server, keptAt: string): Promise<void> {
  for (const place of keptAt.split(' ')) {
    const { database, schemas } = readPlace(server, place);
    const session = { database: schemas.length > 0 ? database : MAINTENANCE_DATABASE };
    await withSession(server, session, (sql) =>
      schemas.length > 0 ? dropSchemas(sql, schemas) : dropDatabase(sql, database),
    );
  }
}

function readPlace(server: Server, place: string): Kept {
  const [path = '', query = ''] = place.split('?');
  const start = `${postgresqlPlace(server.config)}/`;
  if (!path.startsWith(start)) throw elsewhere(place, server);
  const schemas = new URLSearchParams(query).getAll('schema');
  return { database: decodeURIComponent(path.slice(start.length)), schemas };
}

async function dropDatabase(sql: Sql, database: string): Promise<void> {
  const [row] = await sql<{ name: string; comment: string | null }[]>`
    select datname as name, pg_catalog.shobj_description(oid, 'pg_database') as comment
    from pg_catalog.pg_database where datname = ${database}`;
  if (row && wasReplaced(row)) await sql.unsafe(`drop database ${identifier(database)}`);
}

/** A schema that a restore keeps tables in. */
export interface KeptSchema {
  readonly name: string;
  readonly comment: string;
}

/** Those of these schemas that are there and were made by a restore. */
export async function keptSchemas(sql: Sql, names: readonly string[]): Promise<KeptSchema[]> {
  const rows = await sql<{ name: string; comment: string | null }[]>`
    select nspname as name, pg_catalog.obj_description(oid, 'pg_namespace') as comment
    from pg_catalog.pg_namespace where nspname in ${sql(['', ...names])} order by 1`;
  return rows.flatMap(({ name, comment }) =>
    comment !== null && wasReplaced({ name, comment }) ? [{ name, comment }] : [],
  );
}

async function dropSchemas(sql: Sql, names: readonly string[]): Promise<void> {
  const schemas = await keptSchemas(sql, names);
  const tables: string[] = [];
  for (const { name: schema, comment } of schemas) {
    const rows = await sql<{ name: string }[]>`
      select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${schema} and c.relkind in ('r', 'p') and c.oid in ${sql([0, ...tablesKept(comment)])}`;
    tables.push(...rows.map(({ name }) => qualified({ schema, name })));
  }
  // One statement: these tables may depend on each other, others must not on them.
  if (tables.length > 0) await sql.unsafe(`drop table ${tables.join(', ')}`);
  const staying: string[] = [];
  for (const { name } of schemas) {
    if (!(await dropEmpty(sql, name))) staying.push(name);
  }
  if (staying.length > 0) throw keptHoldsMore(staying);
}

const DEPENDENTS_EXIST = '2BP01';

/** @returns false where something is in it */
async function dropEmpty(sql: Sql, schema: string): Promise<boolean> {
  try {
    await sql.unsafe(`drop schema ${identifier(schema)}`);
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === DEPENDENTS_EXIST) return false;
    throw error;
  }
}

function elsewhere(place: string, server: Server): HoldfastError {
  return new HoldfastError({
    code: 'REPLACED_DATA_ELSEWHERE',
    message: `${place} is not on ${postgresqlPlace(server.config)}.`,
    cause: 'The item was moved to another server after the restore.',
    remedy: 'Remove it there by hand when it is no longer needed.',
    retryable: false,
    fault: 'USER',
  });
}
