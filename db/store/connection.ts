import postgres from 'postgres';
import { systemCode } from './store-error.ts';

/** What a server says of itself to its owner role. */
export interface ServerIdentity {
  readonly dataDirectory: string;
  readonly durable: boolean;
}

/** `not-yet`: nobody listens, or the server is still starting, recovering or already ending. `refused`: it does not know this password. */
export type ServerAnswer = ServerIdentity | 'not-yet' | 'refused';

/** SQLSTATEs and socket errors of a server that may answer later: cannot_connect_now, too_many_connections, and no or a cut connection. */
const LATER = new Set([
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'CONNECTION_CLOSED',
  'CONNECT_TIMEOUT',
]);
const WRONG_PASSWORD = new Set(['28P01', '28000', '3D000']);

/** Asks the server behind the owner's URL which data it serves. Every other failure of the connection is raised. */
export async function askServer(ownerUrl: string): Promise<ServerAnswer> {
  const sql = postgres(ownerUrl, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => undefined });
  try {
    const [row] = await sql<[{ directory: string; fsync: string }]>`
      select current_setting('data_directory') as directory, current_setting('fsync') as fsync`;
    return { dataDirectory: row.directory, durable: row.fsync === 'on' };
  } catch (error) {
    if (LATER.has(systemCode(error))) return 'not-yet';
    if (WRONG_PASSWORD.has(systemCode(error))) return 'refused';
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
