import { expect } from 'vitest';
import type { Settled } from '@holdfast/worker/landing/settle';
import { leftovers, listing } from './listing.ts';
import type { Orders } from './orders.ts';
import type { Scenario } from './scenarios.ts';
import { openYard, run, type Yard } from './yard.ts';

/** How long hundreds of processes that are killed may take on a busy machine. */
export const MANY_KILLS_MS = 300_000;

export interface Ends {
  readonly old: string[];
  readonly new: string[];
}

/** What the root holds before and after, the latter from a run that nothing disturbed. */
export async function bothEnds(scenario: Scenario): Promise<Ends> {
  using yard = openYard(scenario.disk);
  const orders = scenario.build(yard);
  const old = listing(yard.root);
  expect(await run('land', orders)).toMatchObject({ code: scenario.end === 'FINISHED' ? 0 : 3 });
  expect((await yard.settle(orders)).state).toBe(scenario.end);
  return { old, new: listing(yard.root) };
}

/** The target must be whole, as the answer says, and nothing staged may be left. */
export async function expectWhole(
  yard: Yard,
  orders: Orders,
  { ends, what }: { ends: Ends; what: string },
): Promise<Settled> {
  const settled = await yard.settle(orders);
  expect(settled.leftover, what).toBeNull();
  expect(listing(yard.root), `${what}: ${settled.state}`).toEqual(settled.state === 'FINISHED' ? ends.new : ends.old);
  if (settled.state !== 'NOTHING') expect(settled.record, what).toEqual(orders.record);
  if (settled.state === 'UNDONE') expect(settled.kept, what).toBeNull();
  expect(leftovers(yard.root), what).toEqual([]);
  expect(await yard.settle(orders), `${what}, settled again`).toEqual(settled);
  return settled;
}

/** A folder is deleted one entry like the other: its first few tell as much as all of them. */
const OF_ENTRIES = new Set(['landing.remove-entry', 'landing.enter-folder']);
const ENOUGH_ENTRIES = 3;

/** One run of a program with a fault; `met` is set to false by who sees that the program ended by itself. */
export interface Passing {
  readonly fault: string;
  met: boolean;
}

/** Every passing of each point, one process each, until one ends by itself. */
export function* passings(points: readonly string[]): Generator<Passing> {
  for (const point of points) {
    const most = OF_ENTRIES.has(point) ? ENOUGH_ENTRIES : Number.POSITIVE_INFINITY;
    for (let count = 1; count <= most; count += 1) {
      const passing: Passing = { fault: `${point}:${count}`, met: true };
      yield passing;
      if (!passing.met) break;
    }
  }
}
