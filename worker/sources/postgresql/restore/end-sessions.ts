import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { APPLICATION } from '../server.ts';
import { sessionsRemain } from './errors.ts';

const ENDED_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** What the sessions of an attempt call themselves. */
export function applicationOf({ jobId, attempt }: { readonly jobId: string; readonly attempt: number }): string {
  return `${APPLICATION} ${jobId}/${attempt}`;
}

/**
 * Ends every session of an attempt on the server and resolves when none is left. A connection that was cut leaves its
 * statement running, and a commit that was sent may still be made: before this nothing can be said of what the attempt did.
 * @throws HoldfastError TARGET_IN_USE when they do not end
 */
export async function endSessionsOf(sql: Sql, attempt: { jobId: string; attempt: number }): Promise<void> {
  const deadline = performance.now() + ENDED_WITHIN_MS;
  for (;;) {
    const left = await sql`
      select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
      where application_name = ${applicationOf(attempt)} and pid <> pg_catalog.pg_backend_pid()`;
    if (left.length === 0) return;
    if (performance.now() > deadline) throw sessionsRemain(left.length);
    await pause(LOOK_EVERY_MS);
  }
}
