import { statfs } from 'node:fs/promises';
import type { Sql } from 'postgres';
import type { Server } from '../server.ts';
import { serverNoSpace } from './errors.ts';

/** Indexes are built anew and take room that no dump shows; what is in the way stays until it is removed. */
export const ROOM_PER_DUMPED_BYTE = 1.5;

/**
 * Refuses a restore that the server's disk has no room for, where that can be seen: when the server runs on the worker's
 * machine and tells its folder. On another machine the server itself says so in the middle, and what was landed is dropped.
 * @throws HoldfastError TARGET_NO_SPACE
 */
export async function assertServerSpace(sql: Sql, server: Server, dumpedBytes: number): Promise<void> {
  const folder = isLocal(server.config.host) ? await dataFolder(sql) : undefined;
  const disk = folder === undefined ? undefined : await statfs(folder).catch(() => undefined);
  if (folder === undefined || disk === undefined) return;
  const available = disk.bavail * disk.bsize;
  const needed = dumpedBytes * ROOM_PER_DUMPED_BYTE;
  if (needed > available) throw serverNoSpace({ folder, needed, available });
}

function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Only some users may see it. */
async function dataFolder(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ setting: string | null }[]>`
    select setting from pg_catalog.pg_settings where name = 'data_directory'`;
  return row?.setting ?? undefined;
}
