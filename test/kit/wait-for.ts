import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/**
 * Waits until `look` finds something; the only way a test waits.
 * @throws Error naming what was waited for, with the last thing seen
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Lets an outage last as long as the test says: here the time itself is what is tested. */
export async function letPass(ms: number): Promise<void> {
  await pause(ms);
}
