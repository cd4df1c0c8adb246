import type { Sql } from 'postgres';
import { versionUnsupported } from './errors.ts';
import type { Server } from './server.ts';

const OLDEST_MAJOR = 13;

/** The server's major version, as 15. @throws HoldfastError SOURCE_VERSION_UNSUPPORTED */
export async function serverMajor(sql: Sql, server: Server): Promise<number> {
  const [row] = await sql<{ number: number; text: string }[]>`
    select pg_catalog.current_setting('server_version_num')::int as number, pg_catalog.current_setting('server_version') as text`;
  const major = Math.floor((row?.number ?? 0) / 10_000);
  if (major < OLDEST_MAJOR) throw versionUnsupported(server, row?.text ?? 'of an unknown version');
  return major;
}
