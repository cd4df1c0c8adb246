import { setTimeout as pause } from 'node:timers/promises';
import type { Sql, TransactionSql } from 'postgres';
import { z } from 'zod';
import { faultPoint } from '../../../fault-point.ts';
import { MAINTENANCE_DATABASE } from '../connect.ts';
import { identifier, literal } from '../sql-text.ts';
import { targetInUse } from './errors.ts';
import { restoredSchema } from './swap-record.ts';

const oneSwapSchema = z.object({
  scratch: z.string(),
  scratchOid: z.number(),
  /** What the restored database is called in the end. */
  target: z.string(),
  /** What bears that name and makes room; null for nothing. */
  old: z.object({ oid: z.number(), allowsConnections: z.boolean(), keptAs: z.string() }).nullable(),
});

/** A swap of databases as it is decided, written down before anything at the target changes. */
export const databaseSwapSchema = z.object({
  databases: z.array(oneSwapSchema).readonly(),
  /** The comment on what is kept. */
  comment: z.string(),
  restored: restoredSchema,
});
export type DatabaseSwap = z.output<typeof databaseSwapSchema>;
type OneSwap = z.output<typeof oneSwapSchema>;

/**
 * The database from which others are made and renamed: none that is renamed itself. It is another one only then, since no
 * database can be made while someone is in the template.
 */
export function maintenanceDatabase(targets: readonly string[]): string {
  return targets.includes(MAINTENANCE_DATABASE) ? 'template1' : MAINTENANCE_DATABASE;
}

/** How long sessions are given to end, in milliseconds. */
const SESSIONS_END_MS = 15_000;
const LOOK_EVERY_MS = 100;

/**
 * Puts restored databases in place: connections to the old ones are blocked and ended, then all are renamed in one
 * transaction, so that at any crash each is wholly old or wholly new. `sql` is a session in the maintenance database.
 * @throws HoldfastError TARGET_IN_USE, or what the server refused; then `undoDatabaseSwap` is to be called
 */
export async function swapDatabases(sql: Sql, swap: DatabaseSwap): Promise<void> {
  const old = swap.databases.filter((one) => one.old !== null);
  for (const { target } of old) await sql.unsafe(`alter database ${identifier(target)} allow_connections false`);
  faultPoint('restore.connections-blocked');
  for (const { target } of old) await endSessions(sql, target);
  faultPoint('restore.sessions-ended');
  await sql.begin(async (tx) => {
    for (const one of swap.databases) await renameOne(tx, one, swap.comment);
    faultPoint('restore.renamed');
  });
}

async function renameOne(tx: TransactionSql, { scratch, target, old }: OneSwap, comment: string): Promise<void> {
  if (old) {
    const keptAs = identifier(old.keptAs);
    await tx.unsafe(`alter database ${identifier(target)} rename to ${keptAs}`);
    await tx.unsafe(`comment on database ${keptAs} is ${literal(comment)}`);
    await tx.unsafe(`alter database ${keptAs} allow_connections ${old.allowsConnections}`);
  }
  await tx.unsafe(`alter database ${identifier(scratch)} rename to ${identifier(target)}`);
}

async function endSessions(sql: Sql, database: string): Promise<void> {
  const deadline = performance.now() + SESSIONS_END_MS;
  for (;;) {
    const sessions = await sql<{ ended: boolean }[]>`
      select pg_catalog.pg_terminate_backend(pid) as ended from pg_catalog.pg_stat_activity
      where datname = ${database} and pid <> pg_catalog.pg_backend_pid()`;
    if (sessions.length === 0) return;
    if (performance.now() > deadline) throw targetInUse(database, sessions.length);
    await pause(LOOK_EVERY_MS);
  }
}

/** Whether the swap's transaction was committed: then every restored database bears its target's name. */
export async function isSwapped(sql: Sql, swap: DatabaseSwap): Promise<boolean> {
  const rows = await sql<{ oid: string; datname: string }[]>`select oid::text, datname from pg_catalog.pg_database`;
  const names = new Map(rows.map(({ oid, datname }) => [Number(oid), datname]));
  return swap.databases.every(({ scratchOid, target }) => names.get(scratchOid) === target);
}

/** Lets connections in again where a swap that was not made had blocked them. May be called again. */
export async function unblock(sql: Sql, swap: DatabaseSwap): Promise<void> {
  for (const { old } of swap.databases) {
    if (!old?.allowsConnections) continue;
    const [row] = await sql<{ datname: string }[]>`
      select datname from pg_catalog.pg_database where oid = ${old.oid} and not datallowconn`;
    if (row) await sql.unsafe(`alter database ${identifier(row.datname)} allow_connections true`);
  }
}
