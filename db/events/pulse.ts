import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';

/** How long the store may take to bring a pulse back before the connection counts as dead. */
const PATIENCE_MS = 5_000;

/**
 * Sends itself a message over the store, again and again, and resolves when one does not come back in time: then the
 * listening connection is dead, also when no socket says so (a half-open one never does).
 */
export async function beatUntilDead(
  sql: postgres.Sql,
  options: { everyMs: number; signal: AbortSignal },
): Promise<void> {
  const channel = `holdfast_pulse_${randomBytes(8).toString('hex')}`;
  let arrived = () => {};
  await sql.listen(channel, () => arrived());
  while (!options.signal.aborted) {
    const back = new Promise<void>((resolve) => (arrived = resolve));
    const sent = sql.notify(channel, '').then(() => back);
    if (!(await endsWithin(sent, PATIENCE_MS))) return;
    await pause(options.everyMs, options.signal);
  }
}

async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, ms, false)));
  const done = work.then(() => true);
  done.catch(() => {}); // a failure after the deadline has nobody left to hear it
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after the time, or as soon as the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
