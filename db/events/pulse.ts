import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { pause, within } from './timing.ts';

/** How long the store may take to bring a pulse back before the connection counts as dead, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Sends itself a message over the store, again and again, until the signal aborts.
 * @throws Error when one does not come back in time: then the listening connection is dead, also when no socket says so
 *   (a half-open one never does)
 */
export async function beat(sql: postgres.Sql, options: { everyMs: number; signal: AbortSignal }): Promise<void> {
  const channel = `holdfast_pulse_${randomBytes(8).toString('hex')}`;
  let arrived = () => {};
  await within(
    PATIENCE_MS,
    sql.listen(channel, () => arrived()),
  );
  while (!options.signal.aborted) {
    const back = new Promise<void>((resolve) => (arrived = resolve));
    await within(
      PATIENCE_MS,
      sql.notify(channel, '').then(() => back),
    );
    await pause(options.everyMs, options.signal);
  }
}
