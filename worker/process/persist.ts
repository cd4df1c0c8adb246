import { setTimeout as pause } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** PostgreSQL's classes and codes for a server that is going, coming or out of reach; the rest is the statement's own fault. */
const PASSING_SQLSTATES = /^(08|57P0|53|40|25P03)/;
const PASSING_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Whether the store could not be reached, as against having refused. */
export function isUnreachable(error: unknown): boolean {
  for (
    let cause = error;
    typeof cause === 'object' && cause !== null;
    cause = 'cause' in cause ? cause.cause : undefined
  ) {
    if (!('code' in cause) || typeof cause.code !== 'string') continue;
    if (PASSING_CODES.has(cause.code) || PASSING_SQLSTATES.test(cause.code)) return true;
  }
  return false;
}

/**
 * Does something with the store, again and again while the store cannot be reached, until the signal aborts. An answer
 * may be lost after the change was made, so `work` must be one that does nothing the second time, or whose caller reads
 * back what became of it (law 2).
 */
export async function persist<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachable(error) || signal.aborted) throw error;
      await pause(wait, undefined, { signal });
    }
  }
}
