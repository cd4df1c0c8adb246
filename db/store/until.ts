import { setTimeout as pause } from 'node:timers/promises';

/** Asks again every `everyMs` until the answer is true or `timeoutMs` have passed; returns whether it became true. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs = 20 }: { readonly timeoutMs: number; readonly everyMs?: number },
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() >= deadline) return false;
    await pause(everyMs);
  }
}
