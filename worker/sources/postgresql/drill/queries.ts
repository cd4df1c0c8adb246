import { randomBytes } from 'node:crypto';
import type { DrillProbe, DrillQuery } from '@holdfast/db/domain/drill';
import { judgeAnswer, type Answer } from '@holdfast/db/domain/drill-answer';
import postgres, { type Sql } from 'postgres';
import { liftTimeouts, MAINTENANCE_DATABASE, openSession, withSession } from '../connect.ts';
import { explainSql } from '../errors.ts';
import type { Server } from '../server.ts';
import { identifier, literal } from '../sql-text.ts';
import type { DatabasesDrill } from './probe.ts';
import { READER } from './scratch-server.ts';

const LONGEST_QUERY_MS = 60_000;
/** Longer ones are no answers to compare; the expectation takes no more. */
const LONGEST_ANSWER = 4_001;
/** The version since which a role can be given to read everything. */
const READ_ALL_SINCE = 14;

/**
 * Asks the user's own queries, each in a read-only transaction and by a role that may read everything and do nothing else: who may set a query
 * must not thereby run anything on the worker's machine, as a superuser could. A query that fails is a probe that failed.
 */
export async function askQueries(drill: DatabasesDrill, databases: readonly string[]): Promise<DrillProbe[]> {
  const { queries } = drill.drill;
  if (queries.length === 0) return [];
  const reader = await makeReader(drill, new Set(databases));
  const probes: DrillProbe[] = [];
  for (const query of queries) {
    drill.run.signal.throwIfAborted();
    const name = `query ${query.name}`;
    probes.push(
      databases.includes(query.database)
        ? { name, ...(await ask(reader, query, drill.run.signal)) }
        : { name, passed: false, text: `The point holds no database ${query.database}.` },
    );
  }
  return probes;
}

async function makeReader({ server, stored, run }: DatabasesDrill, databases: ReadonlySet<string>): Promise<Server> {
  const password = randomBytes(24).toString('hex');
  const role = identifier(READER);
  const readsAll = stored.server.major >= READ_ALL_SINCE;
  await withSession(server, { database: MAINTENANCE_DATABASE, signal: run.signal }, async (sql) => {
    await sql.unsafe(`create role ${role} login bypassrls password ${literal(password)}`);
    if (readsAll) await sql.unsafe(`grant pg_read_all_data to ${role}`);
    for (const database of databases) {
      await sql.unsafe(`grant connect on database ${identifier(database)} to ${role}`);
      // A limit that was restored, of none at all perhaps, is for those who work with the original.
      await sql.unsafe(`alter database ${identifier(database)} connection limit -1`);
    }
  });
  for (const database of readsAll ? [] : databases) {
    await withSession(server, { database, signal: run.signal }, (sql) => letReadAll(sql, role));
  }
  return { ...server, config: { ...server.config, user: READER }, password };
}

async function letReadAll(sql: Sql, role: string): Promise<void> {
  const schemas = await sql<{ name: string }[]>`
    select nspname as name from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`;
  for (const { name } of schemas) {
    await sql.unsafe(`grant usage on schema ${identifier(name)} to ${role}`);
    await sql.unsafe(`grant select on all tables in schema ${identifier(name)} to ${role}`);
  }
}

async function ask(server: Server, query: DrillQuery, signal: AbortSignal): Promise<{ passed: boolean; text: string }> {
  try {
    await using session = openSession(server, { database: query.database, signal, ownSearchPath: true });
    await liftTimeouts(session.sql);
    const answer = await answerOf(session.sql, query.sql);
    return typeof answer === 'object' && answer !== null
      ? { passed: false, text: answer.wrong }
      : judgeAnswer(query.expect, answer);
  } catch (error) {
    signal.throwIfAborted();
    // One that the server ended is none that it refused.
    if (error instanceof postgres.PostgresError && !error.code.startsWith('57P'))
      return { passed: false, text: `It failed: ${error.message}.` };
    throw explainSql(error, server);
  }
}

/** As one statement that is described before it is run: the server refuses several, and what it gives is known to be one column. */
async function answerOf(sql: Sql, text: string): Promise<Answer | { readonly wrong: string }> {
  const statement = text.trim().replace(/;$/, '');
  await sql.unsafe(`begin read only`);
  await sql.unsafe(`set local statement_timeout = ${LONGEST_QUERY_MS}`);
  const { columns } = await sql.unsafe(statement, [], { prepare: true }).describe();
  if (columns.length !== 1) return { wrong: `It gives ${columns.length} columns, not one.` };
  const rows = await sql.unsafe<{ answer: string | null }[]>(
    `select pg_catalog.left(answer::pg_catalog.text, ${LONGEST_ANSWER}) as answer from (\n${statement}\n) as given(answer) limit 2`,
    [],
    { prepare: true },
  );
  await sql.unsafe('rollback');
  const [row, other] = rows;
  if (!row) return { wrong: 'It gives no row.' };
  return other ? { wrong: 'It gives more than one row.' } : row.answer;
}
