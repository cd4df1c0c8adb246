import { randomBytes } from 'node:crypto';
import postgres, { type Sql } from 'postgres';
import { inject } from 'vitest';
import { waitFor } from './wait-for.ts';

/** Makes an empty database ready for tests, as the owner of its URL: `migrateStore` is one. */
export type Prepare = (ownerUrl: string) => Promise<void>;

export interface Template {
  readonly prepare: Prepare;
  /** What the prepared database is called. Absent: the one of Holdfast's own tables. */
  readonly template?: string;
}

export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  readonly ownerUrl: string;
  /** As the role that the parts work with: it may do what the migrations grant. */
  readonly appUrl: string;
  /** Ends what is connected and drops the database. May be called twice. */
  drop(): Promise<void>;
}

const SESSIONS_END_MS = 2_000;

/** Any number that means this to every worker of the run. */
const TEMPLATE_LOCK = 4_660_001;

/**
 * A database of its own, cloned from a template that `prepare` made once for the whole run (so every caller with one name
 * must pass the same one). Needs `store-global.ts` among vitest's `globalSetup`.
 * Grants ON DATABASE are not cloned by PostgreSQL; all other grants are.
 */
export async function createDatabase({ prepare, template = 'holdfast_template' }: Template): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(async (sql) => {
    await ensureTemplate(sql, template, prepare);
    await sql`create database ${sql(name)} template ${sql(template)}`;
  });
  const drop = () =>
    asAdmin(async (sql) => {
      await letSessionsEnd(sql, name);
      await sql`drop database if exists ${sql(name)} with (force)`;
    });
  const ownerUrl = databaseUrl(inject('storeUrl'), name);
  const appUrl = databaseUrl(inject('storeAppUrl'), name);
  return { name, ownerUrl, appUrl, drop, [Symbol.asyncDispose]: drop };
}

/**
 * pg's pool says that it has ended while its connections are still closing; one that is cut in that moment raises an error
 * that nobody listens for any more, and fails the test that had passed.
 */
async function letSessionsEnd(sql: Sql, database: string): Promise<void> {
  const none = async () => (await sql`select from pg_stat_activity where datname = ${database}`).length === 0;
  await waitFor('sessions to end', none, SESSIONS_END_MS).catch(() => undefined);
}

/** One worker builds it, the others wait. It is a template only when it is whole; nobody can connect to it, so that a clone never meets a session. */
async function ensureTemplate(sql: Sql, template: string, prepare: Prepare): Promise<void> {
  await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`;
  try {
    const [whole] = await sql`select from pg_database where datname = ${template} and datistemplate`;
    if (whole !== undefined) return;
    await sql`drop database if exists ${sql(template)} with (force)`;
    await sql`create database ${sql(template)}`;
    await prepare(databaseUrl(inject('storeUrl'), template));
    await sql`alter database ${sql(template)} allow_connections false`;
    await sql`select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = ${template}`;
    await sql`alter database ${sql(template)} is_template true`;
  } finally {
    await sql`select pg_advisory_unlock(${TEMPLATE_LOCK})`;
  }
}

async function asAdmin<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(databaseUrl(inject('storeUrl'), 'postgres'), { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

function databaseUrl(storeUrl: string, name: string): string {
  const url = new URL(storeUrl);
  url.pathname = `/${name}`;
  return url.href;
}
