import { expect, test } from 'vitest';
import { LANDING_FAULT_POINTS } from '../../../worker/landing/fault-points.ts';
import type { Settled } from '../../../worker/landing/settle.ts';
import { leftovers, listing } from './listing.ts';
import type { Orders } from './orders.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { openYard, run, start, type Yard } from './yard.ts';

const MANY_KILLS_MS = 300_000;
const BEFORE_THE_JOURNAL = LANDING_FAULT_POINTS.slice(0, LANDING_FAULT_POINTS.indexOf('landing.prepared'));
const POINTS_OF_SETTLING = LANDING_FAULT_POINTS.slice(LANDING_FAULT_POINTS.indexOf('landing.folders-made'));

interface Ends {
  readonly old: string[];
  readonly new: string[];
}

/** What the root holds before and after, the latter from a run that nothing disturbed. */
async function bothEnds(scenario: Scenario): Promise<Ends> {
  using yard = openYard(scenario.disk);
  const orders = scenario.build(yard);
  const old = listing(yard.root);
  expect(await run('land', orders)).toMatchObject({ code: scenario.end === 'FINISHED' ? 0 : 3 });
  expect((await yard.settle(orders)).state).toBe(scenario.end);
  return { old, new: listing(yard.root) };
}

/** The target must be whole, as the answer says, and nothing staged may be left. */
async function expectWhole(yard: Yard, orders: Orders, { ends, what }: { ends: Ends; what: string }): Promise<Settled> {
  const settled = await yard.settle(orders);
  expect(settled.leftover, what).toBeNull();
  expect(listing(yard.root), `${what}: ${settled.state}`).toEqual(settled.state === 'FINISHED' ? ends.new : ends.old);
  if (settled.state !== 'NOTHING') expect(settled.record, what).toEqual(orders.record);
  expect(leftovers(yard.root), what).toEqual([]);
  expect(await yard.settle(orders), `${what}, settled again`).toEqual(settled);
  return settled;
}

/** Every passing of each point, one process each, until one ends by itself. */
function* passings(points: readonly string[]): Generator<{ fault: string; survived: () => void }> {
  for (const point of points) {
    for (let passing = 1, met = true; met; passing += 1) {
      yield { fault: `${point}:${passing}`, survived: () => (met = false) };
    }
  }
}

test.each(SCENARIOS)(
  '$name: killed at any point and settled, the target is wholly old or wholly new',
  async (scenario) => {
    const ends = await bothEnds(scenario);
    const states = new Set<string>();
    for (const { fault, survived } of passings(LANDING_FAULT_POINTS)) {
      using yard = openYard(scenario.disk);
      const orders = scenario.build(yard);
      if ((await run('land', orders, fault)).signal !== 'SIGKILL') {
        survived();
        continue;
      }
      const { state } = await expectWhole(yard, orders, { ends, what: fault });
      const unprepared = BEFORE_THE_JOURNAL.some((point) => fault.startsWith(`${point}:`));
      expect(state, fault).toBe(unprepared ? 'NOTHING' : scenario.end);
      states.add(state);
    }
    expect(states).toEqual(new Set(['NOTHING', scenario.end]));
  },
  MANY_KILLS_MS,
);

const FIRST_CRASHES = [
  'landing.staging-made:1',
  'landing.prepared:1',
  'landing.moved-aside:1',
  'landing.linked:1',
  'landing.done:1',
  'landing.undo-noted:1',
];

test.each(SCENARIOS)(
  '$name: settling may be killed at any point as well',
  async (scenario) => {
    const ends = await bothEnds(scenario);
    for (const first of FIRST_CRASHES) {
      for (const { fault, survived } of passings(POINTS_OF_SETTLING)) {
        using yard = openYard(scenario.disk);
        const orders = scenario.build(yard);
        if ((await run('land', orders, first)).signal !== 'SIGKILL') break;
        if ((await run('settle', orders, fault)).signal !== 'SIGKILL') survived();
        else await expectWhole(yard, orders, { ends, what: `${first}, then ${fault}` });
      }
    }
  },
  MANY_KILLS_MS,
);

const ROUNDS = 8;
const SWAP_TAKES_MS = 40;

test(
  'killed at random moments of the swap, the target is wholly old or wholly new',
  async () => {
    const seed = 0x5eed01;
    const next = random(seed);
    for (const scenario of SCENARIOS) {
      const ends = await bothEnds(scenario);
      for (let round = 1; round <= ROUNDS; round += 1) {
        using yard = openYard(scenario.disk);
        const orders = scenario.build(yard);
        const { child, ended } = start('land', orders);
        child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), next() * SWAP_TAKES_MS));
        await ended;
        await expectWhole(yard, orders, { ends, what: `${scenario.name}, seed ${seed}, round ${round}` });
      }
    }
  },
  MANY_KILLS_MS,
);

/** mulberry32: numbers from 0 to 1 that a seed determines. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
