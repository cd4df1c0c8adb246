import { join } from 'node:path';
import { z } from 'zod';
import type { Restored } from '../../../driver.ts';
import { withSession } from '../../connect.ts';
import type { Server } from '../../server.ts';
import { endSessionsOf } from '../end-sessions.ts';
import { unmakeRoles } from '../roles/make-roles.ts';
import { dropScratch } from '../scratch.ts';
import { readJournal } from '../swap-record.ts';
import { databaseSwapSchema, isSwapped, maintenanceDatabase } from './swap-databases.ts';

/** An attempt whose restore is to be settled, with the folder of its journals. */
export interface EndedAttempt {
  readonly jobId: string;
  readonly attempt: number;
  readonly directory: string;
}

/** What a restore of databases writes into its attempt's folder. */
export function databaseJournals(directory: string) {
  return {
    /** The names of what it makes, written before it is made. */
    scratch: join(directory, 'scratch-databases.json'),
    /** The swap, written before anything at the target changes. */
    swap: join(directory, 'database-swap.json'),
  };
}

/**
 * Ends an attempt's restore of databases, however the attempt ended: what was swapped in stays, everything else is removed.
 * Looks only once none of the attempt's sessions is left. May be called again.
 * @returns the result when the target is wholly new; undefined when it is wholly old
 */
export async function settleDatabases(server: Server, ended: EndedAttempt): Promise<Restored | undefined> {
  const journals = databaseJournals(ended.directory);
  const scratch = await readJournal(journals.scratch, z.array(z.string()));
  if (!scratch) return undefined;
  const swap = await readJournal(journals.swap, databaseSwapSchema);
  const database = maintenanceDatabase(swap?.databases.map(({ target }) => target) ?? []);
  return withSession(server, { database }, async (sql) => {
    await endSessionsOf(sql, ended);
    const swapped = swap !== undefined && (await isSwapped(sql, swap));
    if (!swapped) {
      await dropScratch(sql, scratch);
      await unmakeRoles(sql, ended.directory);
    }
    return swapped ? swap.restored : undefined;
  });
}
