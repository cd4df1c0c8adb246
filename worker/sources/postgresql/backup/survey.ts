import { withSession } from '../connect.ts';
import { nothingToBackUp } from '../errors.ts';
import { entryDatabase, listDatabases, type ListedDatabases } from './list-databases.ts';
import { readServerFacts, readServerSettings, type ServerFacts } from './server-facts.ts';
import type { Server } from '../server.ts';
import type { ServerSettings } from '../settings-part.ts';
import { serverMajor } from '../version.ts';

/** A server with what of it belongs to an item. */
export interface Survey {
  readonly major: number;
  readonly facts: ServerFacts;
  readonly settings: ServerSettings['settings'];
  readonly databases: ListedDatabases;
}

/**
 * Looks what there is to back up on a server. Changes nothing.
 * @throws HoldfastError SOURCE_UNREACHABLE, SOURCE_ACCESS_DENIED, SOURCE_MISSING, SOURCE_VERSION_UNSUPPORTED, NOTHING_CHOSEN …
 */
export async function surveyServer(server: Server, signal: AbortSignal): Promise<Survey> {
  const { config } = server;
  return withSession(server, { database: entryDatabase(config), signal }, async (sql) => {
    const major = await serverMajor(sql, server);
    const databases = await listDatabases(sql, config);
    if (databases.taken.length === 0) throw nothingToBackUp(server);
    return { major, databases, facts: await readServerFacts(sql), settings: await readServerSettings(sql) };
  });
}
