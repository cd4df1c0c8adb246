import { HoldfastError } from '@holdfast/db/domain/errors';
import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import type { Sql } from 'postgres';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import type { Server } from '../server.ts';
import { identifier, qualified } from '../sql-text.ts';
import { REPLACED_COMMENT } from './names.ts';

/** What a restore kept: a database, or schemas in one. */
interface Kept {
  readonly database: string;
  readonly schemas: readonly string[];
}

/**
 * Removes what a restore moved aside, after its days. Only what its comment says is ours goes; what something else depends
 * on by now, or someone is connected to, stays and is told. May be called again, and when it has gone.
 * @param keptAt places parted by spaces, as the restore told them
 * @throws HoldfastError REPLACED_DATA_ELSEWHERE for another server's; what the server refused
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
  const [row] = await sql<{ comment: string | null }[]>`
    select pg_catalog.shobj_description(oid, 'pg_database') as comment from pg_catalog.pg_database where datname = ${database}`;
  if (row?.comment?.startsWith(REPLACED_COMMENT)) await sql.unsafe(`drop database ${identifier(database)}`);
}

async function dropSchemas(sql: Sql, schemas: readonly string[]): Promise<void> {
  await sql.begin(async (tx) => {
    for (const schema of schemas) {
      const [row] = await tx<{ comment: string | null }[]>`
        select pg_catalog.obj_description(oid, 'pg_namespace') as comment from pg_catalog.pg_namespace where nspname = ${schema}`;
      if (!row?.comment?.startsWith(REPLACED_COMMENT)) continue;
      const tables = await tx<{ name: string }[]>`
        select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ${schema} and c.relkind in ('r', 'p')`;
      // One statement: tables of one schema may depend on each other, others must not on them.
      const names = tables.map(({ name }) => qualified({ schema, name }));
      if (names.length > 0) await tx.unsafe(`drop table ${names.join(', ')}`);
      await tx.unsafe(`drop schema ${identifier(schema)}`);
    }
  });
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
