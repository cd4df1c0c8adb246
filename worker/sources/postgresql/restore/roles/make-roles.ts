import { join } from 'node:path';
import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import { z } from 'zod';
import { writeDurably } from '../../../../process/durable-file.ts';
import { MAINTENANCE_DATABASE, withSession } from '../../connect.ts';
import { dropCreatedRoles } from './drop-created-roles.ts';
import { readRoles } from '../point.ts';
import { createdRoleSchema, createMissingRoles, type CreatedRole, type RolesWish } from './roles.ts';
import { readJournal } from '../swap-record.ts';
import type { RestoreWork } from '../work.ts';

/** The roles that an attempt makes, written before they are there for good. */
const journalIn = (directory: string) => join(directory, 'created-roles.json');

/**
 * Makes the roles that the restored databases need and the server lacks, and tells which.
 * @returns what could not be done
 */
export async function makeRoles(
  work: RestoreWork,
  wish: Pick<RolesWish, 'databases' | 'attributes'>,
): Promise<readonly JobWarning[]> {
  const { run, server } = work;
  const dump = await readRoles(work);
  const journal = (created: readonly CreatedRole[]) => writeDurably(journalIn(run.directory), JSON.stringify(created));
  const session = { database: MAINTENANCE_DATABASE, signal: run.signal };
  const made = await withSession(server, session, (sql) => createMissingRoles(sql, { ...wish, dump, journal }));
  if (made.created.length > 0) {
    const names = made.created.map(({ name }) => name).join(', ');
    await run.noteEvent('restore.roles-created', `Created roles that were missing: ${names}.`);
  }
  return made.warnings;
}

/** Drops the roles that an attempt made and nothing needs: those of one that failed, and of one that needed them on the way. */
export async function unmakeRoles(sql: Sql, directory: string): Promise<void> {
  await dropCreatedRoles(sql, (await readJournal(journalIn(directory), z.array(createdRoleSchema))) ?? []);
}
