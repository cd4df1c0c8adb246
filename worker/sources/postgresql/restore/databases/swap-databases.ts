import { setTimeout as pause } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { z } from 'zod';
import { faultPoint } from '../../../../fault-point.ts';
import { MAINTENANCE_DATABASE } from '../../connect.ts';
import { identifier, literal } from '../../sql-text.ts';
import { inTransaction } from '../../transaction.ts';
import { targetChanged, targetInUse } from '../errors.ts';
import { replacedComment } from '../names.ts';
import { restoredSchema } from '../swap-record.ts';

const oneSwapSchema = z.object({
  scratch: z.string(),
  scratchOid: z.number(),
  /** What the restored database is called in the end. */
  target: z.string(),
  /** What bears that name and makes room; null for nothing. */
  old: z.object({ oid: z.number(), keptAs: z.string() }).nullable(),
});

/** A swap of databases as it is decided, written down before anything at the target changes. */
export const databaseSwapSchema = z.object({
  jobId: z.string(),
  databases: z.array(oneSwapSchema).readonly(),
  restored: restoredSchema,
});
export type DatabaseSwap = z.output<typeof databaseSwapSchema>;
type OneSwap = z.output<typeof oneSwapSchema>;

/** How long the swap is tried while sessions come back or someone else holds a database, in milliseconds. */
const TRIED_FOR_MS = 30_000;
/** How long new sessions are held off by a swap that waits for someone, in milliseconds. */
const LOCK_WAIT_MS = 10_000;
const END_EVERY_MS = 100;

/**
 * The database from which others are made and renamed: none that is renamed itself. It is another one only then, since no
 * database can be made while someone is in the template.
 */
export function maintenanceDatabase(targets: readonly string[]): string {
  return targets.includes(MAINTENANCE_DATABASE) ? 'template1' : MAINTENANCE_DATABASE;
}

/** Two sessions in the maintenance database: one swaps, the other ends those that are in its way. */
export interface SwapSessions {
  readonly swapping: Sql;
  readonly ending: Sql;
}

/**
 * Puts restored databases in place, all in one transaction: the rename of a database locks it, which holds off new sessions,
 * and the server waits some seconds for the others, which are ended meanwhile. At any crash, or when a connection is lost, the server itself takes
 * everything back: each database is wholly old or wholly new, and open.
 * @throws HoldfastError TARGET_IN_USE, TARGET_CHANGED, or what the server refused; then nothing has changed
 */
export async function swapDatabases(sessions: SwapSessions, swap: DatabaseSwap, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + TRIED_FOR_MS;
  const names = swap.databases.flatMap(({ old, target }) => (old ? [target] : []));
  for (;;) {
    signal.throwIfAborted();
    const ender = new AbortController();
    const ending = names.length > 0 ? endSessions(sessions.ending, names, ender.signal) : Promise.resolve([]);
    // It is awaited after the swap; should it fail before that, it must not count as unheard.
    ending.catch(() => undefined);
    const inTheWay = await tryToSwap(sessions.swapping, swap).finally(() => ender.abort());
    const notEnded = await ending;
    if (inTheWay === undefined) return;
    if (performance.now() > deadline) throw targetInUse(names.join(', '), [inTheWay, ...notEnded]);
  }
}

/** Somebody is in a database, or holds a lock on it. */
const IN_THE_WAY = new Set(['55006', '55P03', '40P01']);

/** @returns what is in the way; undefined once the swap is made */
async function tryToSwap(sql: Sql, swap: DatabaseSwap): Promise<string | undefined> {
  try {
    await inTransaction(sql, async () => {
      await sql.unsafe(`set local lock_timeout = ${LOCK_WAIT_MS}`);
      for (const one of swap.databases) await renameOne(sql, one, swap.jobId);
      faultPoint('restore.renamed');
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || !IN_THE_WAY.has(error.code)) throw error;
    return [error.message, error.detail].filter(Boolean).join(': ');
  }
}

async function renameOne(sql: Sql, { scratch, scratchOid, target, old }: OneSwap, jobId: string): Promise<void> {
  if (old) {
    const keptAs = identifier(old.keptAs);
    await sql.unsafe(`alter database ${identifier(target)} rename to ${keptAs}`);
    await assertIs(sql, { oid: old.oid, name: old.keptAs, called: target });
    await sql.unsafe(`comment on database ${keptAs} is ${literal(replacedComment({ jobId, name: old.keptAs }))}`);
  }
  await sql.unsafe(`alter database ${identifier(scratch)} rename to ${identifier(target)}`);
  await assertIs(sql, { oid: scratchOid, name: target, called: target });
}

/** In hours of landing a database may have been dropped and made anew: that one is not what was to be replaced. */
async function assertIs(sql: Sql, expected: { oid: number; name: string; called: string }): Promise<void> {
  const [row] = await sql<{ oid: string }[]>`
    select oid::text from pg_catalog.pg_database where datname = ${expected.name}`;
  if (Number(row?.oid) !== expected.oid) throw targetChanged(expected.called);
}

/** Ends sessions until it is told to stop. @returns those that it may not end */
async function endSessions(sql: Sql, databases: readonly string[], signal: AbortSignal): Promise<string[]> {
  let refused = new Set<string>();
  while (!signal.aborted) {
    // The server itself ends its own workers that are in the way of a rename.
    const sessions = await sql<{ pid: number; user: string }[]>`
      select pid, coalesce(usename, '') as "user" from pg_catalog.pg_stat_activity
      where datname in ${sql([...databases])} and pid <> pg_catalog.pg_backend_pid()
        and coalesce(backend_type, 'client backend') not like 'autovacuum%'`;
    refused = new Set();
    for (const { pid, user } of sessions) if (!(await endSession(sql, pid))) refused.add(user);
    await pause(END_EVERY_MS);
  }
  return [...refused].map((user) => `a session of ${user} that the item's user may not end`);
}

async function endSession(sql: Sql, pid: number): Promise<boolean> {
  try {
    await sql`select pg_catalog.pg_terminate_backend(${pid})`;
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '42501') return false;
    throw error;
  }
}

/** Whether the swap's transaction was committed: then every restored database bears its target's name. */
export async function isSwapped(sql: Sql, swap: DatabaseSwap): Promise<boolean> {
  const rows = await sql<{ oid: string; datname: string }[]>`select oid::text, datname from pg_catalog.pg_database`;
  const names = new Map(rows.map(({ oid, datname }) => [Number(oid), datname]));
  return swap.databases.every(({ scratchOid, target }) => names.get(scratchOid) === target);
}
