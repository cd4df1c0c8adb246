import postgres, { type Sql } from 'postgres';
import type { Run } from '../../../attempt/run.ts';
import { liftTimeouts, openSession, type Session } from '../connect.ts';
import { explainSql } from '../errors.ts';
import { countSubscriptions, readDatabase } from './read-database.ts';
import type { Server } from '../server.ts';
import type { ServerFacts } from './server-facts.ts';
import type { DatabaseSettings, ServerSettings } from '../settings-part.ts';
import { surveyServer, type Survey } from './survey.ts';

/**
 * How long a backup waits for a table that someone has locked, in milliseconds. Longer and it would only be a backup of
 * later; for ever and no one would hear of it.
 */
export const LOCK_WAIT_MS = 300_000;

/** A database held at one moment by a session of its own. */
export interface OpenDatabase {
  /** What makes a dump read that moment, as long as the session lives. */
  readonly snapshotId: string;
  /** As of that moment. */
  readonly settings: DatabaseSettings;
  /** How many subscriptions it has: none but a superuser can dump them. */
  readonly subscriptions: number;
}

/** All databases of an item, held at one moment, as near as the server allows. */
export interface OpenDatabases {
  /** Not later than any of those moments. */
  readonly takenAt: Date;
  readonly facts: ServerFacts;
  readonly server: ServerSettings;
  readonly databases: readonly OpenDatabase[];
  /** Databases that nobody may connect to. */
  readonly closed: readonly string[];
  /** Whether the server can end a session whose program was killed, also while that waits for something. */
  readonly noticesGoneClients: boolean;
  /** Has something done when they are let go of. */
  atClose(work: () => Promise<void>): void;
  /** Lets go of all of them. May be called again. */
  close(): Promise<void>;
}

/**
 * Holds every database of an item at one moment: enters all of them first, then has all of them export what they see.
 * When it throws, or the run's signal aborts, no session is left.
 * @throws HoldfastError as `surveyServer`; SOURCE_BUSY, SOURCE_LOCKED, SOURCE_RIGHTS_MISSING
 */
export async function openDatabases(server: Server, run: Pick<Run, 'now' | 'signal'>): Promise<OpenDatabases> {
  const { signal } = run;
  const takenAt = run.now();
  const survey = await surveyServer(server, signal);
  await using sessions = new AsyncDisposableStack();
  try {
    const entered = await enterAll(server, { survey, sessions, signal });
    const moments = await Promise.all(entered.map(async ({ sql }) => ({ sql, snapshotId: await holdMoment(sql) })));
    const databases: OpenDatabase[] = [];
    for (const { sql, snapshotId } of moments) {
      databases.push({
        snapshotId,
        settings: await readDatabase(sql),
        subscriptions: await countSubscriptions(sql),
      });
    }
    const held = sessions.move();
    return {
      takenAt,
      facts: survey.facts,
      server: { version: survey.facts.version, major: survey.major, settings: survey.settings },
      databases,
      closed: survey.databases.closed,
      noticesGoneClients: entered.every((one) => one.noticesGoneClients),
      atClose: (work) => held.defer(work),
      close: () => held.disposeAsync(),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw explainSql(error, server);
  }
}

interface Entered {
  readonly sql: Sql;
  readonly noticesGoneClients: boolean;
}

/** Into every database, so that nothing but the exports lies between their moments. */
async function enterAll(
  server: Server,
  { survey, sessions, signal }: { survey: Survey; sessions: AsyncDisposableStack; signal: AbortSignal },
): Promise<Entered[]> {
  const entered: Entered[] = [];
  for (const database of survey.databases.taken) {
    signal.throwIfAborted();
    const session = sessions.use(openSession(server, { database, signal }));
    try {
      entered.push(await enter(session, survey.major));
    } catch (error) {
      if (server.config.database === null && isGone(error)) continue;
      throw error;
    }
  }
  return entered;
}

/** Dropped since it was listed: no part of this moment. */
function isGone(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '3D000';
}

async function enter({ sql }: Session, major: number): Promise<Entered> {
  await sql`select pg_catalog.set_config('lock_timeout', ${String(LOCK_WAIT_MS)}, false)`;
  await liftTimeouts(sql);
  return { sql, noticesGoneClients: major >= 14 && (await noticeGoneClients(sql)) };
}

/** Not every system that PostgreSQL runs on can tell it of a client that has gone; there the setting is refused. */
async function noticeGoneClients(sql: Sql): Promise<boolean> {
  try {
    await sql`select pg_catalog.set_config('client_connection_check_interval', '1000', false)`;
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '22023') return false;
    throw error;
  }
}

async function holdMoment(sql: Sql): Promise<string> {
  await sql`begin isolation level repeatable read read only`;
  const [exported] = await sql<[{ id: string }]>`select pg_catalog.pg_export_snapshot() as id`;
  return exported.id;
}
