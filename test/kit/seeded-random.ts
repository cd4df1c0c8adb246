import { setTimeout as pause } from 'node:timers/promises';

/** Numbers in [0, 1) that are always the same for a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets a moment between now and the longest pass: what is tested is that it does not matter which. */
export async function randomMoment(random: () => number, longestMs: number): Promise<void> {
  await pause(random() * longestMs);
}

/** The seed of this run: 1, or what HOLDFAST_TEST_SEED says. */
export function testSeed(): number {
  return Number(process.env['HOLDFAST_TEST_SEED'] ?? 1);
}
